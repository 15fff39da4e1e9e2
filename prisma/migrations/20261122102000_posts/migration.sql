-- CreateTable
CREATE TABLE `Friendship` (
    `id` INTEGER NOT NULL AUTO_INCREMENT,
    `low_id` INTEGER NOT NULL,
    `high_id` INTEGER NOT NULL,
    `asker_id` INTEGER NOT NULL,
    `created_at` DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    `accepted_at` DATETIME(6) NULL,

    UNIQUE INDEX `Friendship_low_id_high_id_key`(`low_id`, `high_id`),
    INDEX `Friendship_high_id_idx`(`high_id`),
    PRIMARY KEY (`id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;

-- CreateTable
CREATE TABLE `Board` (
    `id` INTEGER NOT NULL AUTO_INCREMENT,
    `school_id` INTEGER NOT NULL,
    `name` VARCHAR(50) NOT NULL,
    `name_key` VARCHAR(50) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    `description` VARCHAR(200) NOT NULL DEFAULT '',
    `allows_anonymous` BOOLEAN NOT NULL DEFAULT true,
    `user_id` INTEGER NOT NULL,
    `created_at` DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    `updated_at` DATETIME(6) NOT NULL,

    UNIQUE INDEX `Board_school_id_name_key_key`(`school_id`, `name_key`),
    INDEX `Board_school_id_id_idx`(`school_id`, `id`),
    INDEX `Board_user_id_idx`(`user_id`),
    PRIMARY KEY (`id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;

-- CreateTable
CREATE TABLE `Post` (
    `id` INTEGER NOT NULL AUTO_INCREMENT,
    `board_id` INTEGER NOT NULL,
    `user_id` INTEGER NOT NULL,
    `title` VARCHAR(100) NOT NULL,
    `contents` TEXT NOT NULL,
    `is_anonymous` BOOLEAN NOT NULL DEFAULT false,
    `is_question` BOOLEAN NOT NULL DEFAULT false,
    `like_count` INTEGER NOT NULL DEFAULT 0,
    `scrap_count` INTEGER NOT NULL DEFAULT 0,
    `comment_count` INTEGER NOT NULL DEFAULT 0,
    `report_count` INTEGER NOT NULL DEFAULT 0,
    `alias_count` INTEGER NOT NULL DEFAULT 0,
    `is_listed` BOOLEAN NOT NULL DEFAULT true,
    `created_at` DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    `updated_at` DATETIME(6) NOT NULL,
    `deleted_at` DATETIME(6) NULL,
    `hidden_at` DATETIME(6) NULL,
    `reviewed_at` DATETIME(6) NULL,

    INDEX `Post_is_listed_id_idx`(`is_listed`, `id`),
    INDEX `Post_is_listed_like_count_id_idx`(`is_listed`, `like_count`, `id`),
    INDEX `Post_is_listed_comment_count_id_idx`(`is_listed`, `comment_count`, `id`),
    INDEX `Post_board_id_is_listed_id_idx`(`board_id`, `is_listed`, `id`),
    INDEX `Post_board_id_is_listed_like_count_id_idx`(`board_id`, `is_listed`, `like_count`, `id`),
    INDEX `Post_board_id_is_listed_comment_count_id_idx`(`board_id`, `is_listed`, `comment_count`, `id`),
    INDEX `Post_user_id_is_listed_is_anonymous_id_idx`(`user_id`, `is_listed`, `is_anonymous`, `id`),
    INDEX `Post_user_id_is_listed_id_idx`(`user_id`, `is_listed`, `id`),
    INDEX `Post_is_listed_is_question_id_idx`(`is_listed`, `is_question`, `id`),
    INDEX `Post_reviewed_at_hidden_at_idx`(`reviewed_at`, `hidden_at`),
    PRIMARY KEY (`id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;

-- CreateTable
CREATE TABLE `Tag` (
    `id` INTEGER NOT NULL AUTO_INCREMENT,
    `name` VARCHAR(30) NOT NULL,
    `name_key` VARCHAR(30) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    `post_count` INTEGER NOT NULL DEFAULT 0,
    `created_at` DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),

    UNIQUE INDEX `Tag_name_key_key`(`name_key`),
    INDEX `Tag_post_count_id_idx`(`post_count`, `id`),
    PRIMARY KEY (`id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;

-- CreateTable
CREATE TABLE `PostTag` (
    `tag_id` INTEGER NOT NULL,
    `post_id` INTEGER NOT NULL,

    INDEX `PostTag_post_id_idx`(`post_id`),
    PRIMARY KEY (`tag_id`, `post_id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;

-- CreateTable
CREATE TABLE `PostAlias` (
    `post_id` INTEGER NOT NULL,
    `user_id` INTEGER NOT NULL,
    `number` INTEGER NOT NULL,

    UNIQUE INDEX `PostAlias_post_id_number_key`(`post_id`, `number`),
    INDEX `PostAlias_user_id_idx`(`user_id`),
    PRIMARY KEY (`post_id`, `user_id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;

-- CreateTable
CREATE TABLE `Comment` (
    `id` INTEGER NOT NULL AUTO_INCREMENT,
    `post_id` INTEGER NOT NULL,
    `user_id` INTEGER NOT NULL,
    `parent_id` INTEGER NULL,
    `contents` VARCHAR(1000) NOT NULL,
    `is_anonymous` BOOLEAN NOT NULL DEFAULT false,
    `like_count` INTEGER NOT NULL DEFAULT 0,
    `report_count` INTEGER NOT NULL DEFAULT 0,
    `reply_count` INTEGER NOT NULL DEFAULT 0,
    `created_at` DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    `updated_at` DATETIME(6) NOT NULL,
    `deleted_at` DATETIME(6) NULL,
    `hidden_at` DATETIME(6) NULL,
    `reviewed_at` DATETIME(6) NULL,

    INDEX `Comment_post_id_id_idx`(`post_id`, `id`),
    INDEX `Comment_user_id_idx`(`user_id`),
    INDEX `Comment_parent_id_idx`(`parent_id`),
    INDEX `Comment_reviewed_at_hidden_at_idx`(`reviewed_at`, `hidden_at`),
    PRIMARY KEY (`id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;

-- AddForeignKey
ALTER TABLE `Friendship` ADD CONSTRAINT `Friendship_low_id_fkey` FOREIGN KEY (`low_id`) REFERENCES `User`(`id`) ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE `Friendship` ADD CONSTRAINT `Friendship_high_id_fkey` FOREIGN KEY (`high_id`) REFERENCES `User`(`id`) ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE `Board` ADD CONSTRAINT `Board_school_id_fkey` FOREIGN KEY (`school_id`) REFERENCES `School`(`id`) ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE `Board` ADD CONSTRAINT `Board_user_id_fkey` FOREIGN KEY (`user_id`) REFERENCES `User`(`id`) ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE `Post` ADD CONSTRAINT `Post_board_id_fkey` FOREIGN KEY (`board_id`) REFERENCES `Board`(`id`) ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE `Post` ADD CONSTRAINT `Post_user_id_fkey` FOREIGN KEY (`user_id`) REFERENCES `User`(`id`) ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE `PostTag` ADD CONSTRAINT `PostTag_tag_id_fkey` FOREIGN KEY (`tag_id`) REFERENCES `Tag`(`id`) ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE `PostTag` ADD CONSTRAINT `PostTag_post_id_fkey` FOREIGN KEY (`post_id`) REFERENCES `Post`(`id`) ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE `PostAlias` ADD CONSTRAINT `PostAlias_post_id_fkey` FOREIGN KEY (`post_id`) REFERENCES `Post`(`id`) ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE `PostAlias` ADD CONSTRAINT `PostAlias_user_id_fkey` FOREIGN KEY (`user_id`) REFERENCES `User`(`id`) ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE `Comment` ADD CONSTRAINT `Comment_post_id_fkey` FOREIGN KEY (`post_id`) REFERENCES `Post`(`id`) ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE `Comment` ADD CONSTRAINT `Comment_user_id_fkey` FOREIGN KEY (`user_id`) REFERENCES `User`(`id`) ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE `Comment` ADD CONSTRAINT `Comment_parent_id_fkey` FOREIGN KEY (`parent_id`) REFERENCES `Comment`(`id`) ON DELETE CASCADE ON UPDATE RESTRICT;
