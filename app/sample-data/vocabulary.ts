/** The words of the sample school, as data: a fixed few, so that the same seed says the same in every version of everything. */

type Words<T = string> = readonly [T, ...T[]];

export const schoolName = '와플대학교';

export interface SampleDepartment {
  readonly name: string;
  readonly subjects: Words;
}

export const departments: Words<SampleDepartment> = [
  {
    name: '컴퓨터공학부',
    subjects: ['자료구조', '알고리즘', '운영체제', '데이터베이스', '컴퓨터네트워크', 'Backend Engineering'],
  },
  {
    name: '수리과학부',
    subjects: ['미적분학', '선형대수학', '확률과 통계', '위상수학', 'Discrete Mathematics'],
  },
  { name: '물리학과', subjects: ['일반물리학', '양자역학', '열역학', '전자기학', 'Statistical Physics'] },
  { name: '경제학부', subjects: ['경제원론', '미시경제학', '거시경제학', '계량경제학', 'Game Theory'] },
  {
    name: '심리학과',
    subjects: ['심리학개론', '인지심리학', '사회심리학', '발달심리학', 'Behavioural Statistics'],
  },
  {
    name: '디자인과',
    subjects: ['기초조형', '타이포그래피', '서비스디자인', '색채학', 'Interaction Design'],
  },
  {
    name: '국어국문학과',
    subjects: ['국어학개론', '현대소설', '고전시가', '글쓰기의 기초', 'Korean Linguistics'],
  },
  {
    name: 'International Studies',
    subjects: ['World Politics', 'Global Economy', '외교사', '국제법', 'Area Studies'],
  },
];

export interface SampleBoard {
  readonly name: string;
  readonly description: string;
  readonly allowsAnonymous: boolean;
}

/** The first ones are written to most. */
export const boards: Words<SampleBoard> = [
  { name: '자유게시판', description: '무엇이든 이야기해요', allowsAnonymous: true },
  { name: '비밀게시판', description: '익명으로 털어놓아요', allowsAnonymous: true },
  { name: '새내기게시판', description: '새내기의 질문을 환영해요', allowsAnonymous: true },
  { name: '장터게시판', description: '책과 물건을 사고팔아요', allowsAnonymous: false },
  { name: 'Study groups', description: 'Find people to learn with', allowsAnonymous: true },
  { name: 'Lost and found', description: 'What was found waits here for its owner', allowsAnonymous: true },
  { name: '취업·진로', description: '인턴과 채용 소식', allowsAnonymous: true },
  { name: '동아리·학회', description: '함께할 사람을 찾아요', allowsAnonymous: false },
];

/** The first ones are used most, the last ones hardly ever. */
export const tags: Words = [
  ...(['시험', '학식', '과제', '교재', '팀플', '수강신청', '기숙사', '장학금', '동아리', '인턴'] as const),
  ...['카페', '도서관', '셔틀버스', '교환학생', 'Python', 'TypeScript', '운동', '자취', '알바', '축제'],
  ...['MySQL', 'Free Tier', '졸업', '대학원', '영화', '음악', '사진', '여행', '고양이', '벚꽃'],
  ...['중고거래', '분실물', '스터디', '영어', '토익', '면접', '자격증', '공모전', '봉사', '헌혈'],
  ...['보드게임', '등산', '수영', '천문', '합창', '연극', '독서', '요리', '화분', 'Esperanto'],
];

export interface SampleTitle {
  /** `{}` is a subject, a place or a thing. */
  readonly text: string;
  readonly about: 'subject' | 'place' | 'thing';
  readonly isQuestion?: boolean;
}

export const titles: Words<SampleTitle> = [
  { text: '{} 시험 범위 아시는 분?', about: 'subject', isQuestion: true },
  { text: '{} 과제 같이 하실 분 구해요', about: 'subject' },
  { text: '{} 교수님 강의 어떤가요?', about: 'subject', isQuestion: true },
  { text: '{} 너무 어렵네요…', about: 'subject' },
  { text: '{} 족보 말고 정리 노트 공유합니다', about: 'subject' },
  { text: 'Anyone else stuck on {}?', about: 'subject', isQuestion: true },
  { text: 'Study group for {}, Tuesdays', about: 'subject' },
  { text: '{} 오늘 몇 시까지 열어요?', about: 'place', isQuestion: true },
  { text: '{} 자리 없는 날', about: 'place' },
  { text: '{}에서 우산 찾아가세요', about: 'place' },
  { text: '{} 앞 벚꽃이 예뻐요', about: 'place' },
  { text: 'The coffee at {} got better', about: 'place' },
  { text: 'Is it quiet at {} in the evening?', about: 'place', isQuestion: true },
  { text: '{} 팝니다 (거의 새것)', about: 'thing' },
  { text: '{} 구합니다', about: 'thing' },
  { text: '{} 잃어버리신 분', about: 'thing' },
  { text: 'Found: {}', about: 'thing' },
  { text: '{} 추천해 주세요', about: 'thing', isQuestion: true },
];

export const places: Words = [
  ...(['중앙도서관', '학생회관', '공학관', '기숙사 식당', '체육관', '정문 카페', '잔디광장'] as const),
  ...['음악감상실', '신소재 연구동', 'the north library', 'the observatory', 'building 301'],
];

export const things: Words = [
  ...(['미적분학 교재', '전자계산기', '무선 이어폰', '자전거', '학생증', '책상 스탠드', '기타'] as const),
  ...['노트북 파우치', '텀블러', '화이트보드', 'a blue umbrella', 'a mechanical keyboard', 'a desk lamp'],
];

export const sentences: Words = [
  '지난주부터 계속 궁금했는데 아는 분이 없네요.',
  '댓글이나 쪽지 부탁드려요!',
  '저만 그런 거 아니죠?',
  '시간 되시는 분은 편하게 연락 주세요.',
  '작년에 들었던 선배 말로는 괜찮다고 합니다.',
  '다들 힘내세요, 종강이 얼마 안 남았어요.',
  '사진은 나중에 올릴게요.',
  '오늘 비 온다니까 우산 챙기세요 ☔',
  'I asked at the office and they did not know either.',
  'Any hint helps, thank you!',
  'We meet in the evening and there is always coffee.',
  'It took me two days to find out, so here it is for everyone.',
  '정리해서 다시 글 쓰겠습니다 🙂',
  '선착순 세 분입니다.',
];

export const comments: Words = [
  '저도 궁금해요',
  '감사합니다!',
  '와 이거 진짜 도움 됐어요',
  '교수님 공지 확인해 보세요',
  '저 아직 자리 있을까요?',
  '쪽지 드렸어요',
  '힘내세요 💪',
  '저는 괜찮았어요. 과제가 좀 많은 편입니다.',
  'Same here.',
  'It is open until ten.',
  'Thank you, this is what I was looking for.',
  '이미 팔렸나요?',
  '내일 학생회관에서 봬요',
  '시험 끝나고 다시 올게요…',
];

export const ratings: Words = [
  '설명이 꼼꼼하고 질문을 잘 받아 주십니다.',
  '과제가 많지만 배우는 것도 많아요.',
  '시험이 어려웠습니다. 교재를 꼭 읽으세요.',
  '출석을 자주 부릅니다.',
  'Clear lectures, fair exams.',
  'Bring time for the exercises.',
  '',
];

export const todos: Words = [
  ...(['과제 제출하기', '도서관 책 반납', '장보기', '운동 30분', '영어 단어 50개', '빨래'] as const),
  ...['팀플 자료 정리', '교수님께 메일', '방 청소', 'Read chapter 4', 'Call home', 'Fix the build'],
];

export const diaryEmojis: Words = ['😀', '🙂', '😴', '😢', '🔥', '🌸'];

export const diaries: Words = [
  '오늘은 하루 종일 도서관에 있었다. 생각보다 집중이 잘 됐다.',
  '비가 와서 셔틀을 탔다. 저녁은 학식.',
  '팀플 발표가 끝났다! 다 같이 밥을 먹었다.',
  'A long walk after the exam. Tomorrow I sleep in.',
  '새 동아리에 들어갔다. 사람들이 친절하다.',
  '아무것도 하지 않은 날. 그것도 괜찮다.',
];

export const familyNames: Words<readonly [hangul: string, latin: string]> = [
  ...([
    ['김', 'kim'],
    ['이', 'lee'],
    ['박', 'park'],
    ['최', 'choi'],
    ['정', 'jung'],
    ['강', 'kang'],
  ] as const),
  ...([
    ['조', 'cho'],
    ['윤', 'yoon'],
    ['장', 'jang'],
    ['임', 'lim'],
    ['한', 'han'],
    ['오', 'oh'],
  ] as const),
];

export const givenNames: Words<readonly [hangul: string, latin: string]> = [
  ...([
    ['서연', 'seoyeon'],
    ['민준', 'minjun'],
    ['지우', 'jiwoo'],
    ['하은', 'haeun'],
    ['도윤', 'doyun'],
    ['수아', 'sua'],
  ] as const),
  ...([
    ['예준', 'yejun'],
    ['지민', 'jimin'],
    ['유나', 'yuna'],
    ['현우', 'hyunwoo'],
    ['다온', 'daon'],
    ['은채', 'eunchae'],
  ] as const),
];

export const nicknameHeads: Words = [
  '졸린',
  '배고픈',
  '부지런한',
  '느긋한',
  '푸른',
  '용감한',
  'happy',
  'quiet',
];
export const nicknameTails: Words = [
  '와플',
  '고양이',
  '너구리',
  '감자',
  '다람쥐',
  '거북이',
  'otter',
  'penguin',
];
