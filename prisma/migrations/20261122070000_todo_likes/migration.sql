-- CreateTable
CREATE TABLE `TodoLike` (
    `todo_id` INTEGER NOT NULL,
    `user_id` INTEGER NOT NULL,
    `created_at` DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),

    INDEX `TodoLike_user_id_idx`(`user_id`),
    PRIMARY KEY (`todo_id`, `user_id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;

-- AddForeignKey
ALTER TABLE `TodoLike` ADD CONSTRAINT `TodoLike_todo_id_fkey` FOREIGN KEY (`todo_id`) REFERENCES `Todo`(`id`) ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE `TodoLike` ADD CONSTRAINT `TodoLike_user_id_fkey` FOREIGN KEY (`user_id`) REFERENCES `User`(`id`) ON DELETE CASCADE ON UPDATE CASCADE;
