/** A name has one content for ever. */
export const immutable = 'public, max-age=31536000, immutable';

/** Of a picture, as Nginx gives them where it has it on its disk. */
export const pictureHeaders = {
  'Cache-Control': immutable,
  // The declared content type is the one that counts.
  'X-Content-Type-Options': 'nosniff',
  // Opened by itself, it may do nothing whatever is in it.
  'Content-Security-Policy': "default-src 'none'; sandbox",
  // Pages of other hosts may show it.
  'Cross-Origin-Resource-Policy': 'cross-origin',
};
