-- Prints what wrk has measured as one line of JSON. Without a `response` function wrk does not call Lua per answer.
function done(summary, latency)
  local errors = summary.errors
  print(string.format(
    '{"requests":%d,"microseconds":%d,"p50Ms":%.3f,"p99Ms":%.3f,"refused":%d}',
    summary.requests, summary.duration,
    latency:percentile(50) / 1000, latency:percentile(99) / 1000,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout
  ))
end
