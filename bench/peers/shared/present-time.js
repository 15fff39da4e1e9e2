/** Six fractional digits, of which a Date knows three. */
const presentTime = (date) => date.toISOString().replace('Z', '000Z');

module.exports = { presentTime };
