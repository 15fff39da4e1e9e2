const mebibyte = 1024 ** 2;

/** Of one user. */
export const mostPictures = 300;
export const mostBytes = 100 * mebibyte;

/** Of an uploaded file: what a telephone's camera makes of 24 million pixels. */
export const mostFileBytes = 5 * mebibyte;

/** Stays free on the disk: releases and dumps of the database need it more. */
export const spareBytes = 1024 * mebibyte;

export const noPlaceForMore = `Nobody may keep more than ${mostPictures} pictures or ${mostBytes / mebibyte} MiB. Delete some first.`;

/** Of a bucket that does not answer. */
export const unreachable = 'The pictures cannot be reached. Try again in a moment.';
