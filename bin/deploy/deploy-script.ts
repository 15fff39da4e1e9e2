import { instance as layout } from '../../contract';
import { shellWord, shellWords } from '../remote/shell-word';

const deployScript = `${layout.currentLink}/deployment/deploy.sh`;

export interface DeployScriptOptions {
  /** Of deploy.sh. */
  readonly words: readonly string[];
  readonly region: string;
  /** Who asked for it, for the lock and the receipt. */
  readonly by: string;
}

/** What runs on the instance as a job; the journal gets each line too, for `waffle logs --unit deploy`. */
export const deployJobScript = ({ words, region, by }: DeployScriptOptions): string => `set -o pipefail
export AWS_DEFAULT_REGION=${shellWord(region)} SUDO_USER=${shellWord(by.replace(/[^\w.@-]/g, ''))}
bash ${deployScript} ${shellWords(words)} 2>&1 | tee >(cat >&3)
`;
