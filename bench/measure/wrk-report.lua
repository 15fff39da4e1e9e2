-- Asks for the paths that are given as arguments by turns; without any it asks for the path of the URL, made once.
function init(paths)
  if #paths == 0 then return end
  local turn = 0
  request = function()
    turn = turn % #paths + 1
    return wrk.format("GET", paths[turn])
  end
end

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
