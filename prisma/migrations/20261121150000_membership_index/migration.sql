-- The participants of a seminar are counted from the index alone. One statement: both changes are made or none.
ALTER TABLE `UserSeminar`
    ADD INDEX `UserSeminar_seminar_id_role_is_active_idx`(`seminar_id`, `role`, `is_active`),
    DROP INDEX `UserSeminar_seminar_id_idx`;
