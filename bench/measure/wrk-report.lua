-- Asks for the paths that are given as arguments by turns, or for what the lines of a file say that is given as @file: method,
-- path, token and body with tabs between them. Without any argument it asks for the path of the URL, made once.
function init(arguments)
  if #arguments == 0 then return end
  local file = arguments[1]:match("^@(.*)$")
  local requests = {}
  if file then
    for line in io.lines(file) do
      local method, path, token, body = line:match("^([^\t]*)\t([^\t]*)\t([^\t]*)\t(.*)$")
      local headers = { ["Authorization"] = "Token " .. token }
      if body ~= "" then headers["Content-Type"] = "application/json" else body = nil end
      requests[#requests + 1] = wrk.format(method, path, headers, body)
    end
  else
    for number, path in ipairs(arguments) do requests[number] = wrk.format("GET", path) end
  end
  local turn = 0
  request = function()
    turn = turn % #requests + 1
    return requests[turn]
  end
end

-- Prints what wrk has measured as one line of JSON. Without a `response` function wrk does not call Lua per answer.
function done(summary, latency)
  local errors = summary.errors
  print(string.format(
    '{"requests":%d,"microseconds":%d,"bytes":%d,"p50Ms":%.3f,"p99Ms":%.3f,"refused":%d}',
    summary.requests, summary.duration, summary.bytes,
    latency:percentile(50) / 1000, latency:percentile(99) / 1000,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout
  ))
end
