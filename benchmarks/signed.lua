-- Sends the requests that "StackBenchmark.java signed" has signed, each once.
-- wrk -t1 -c32 -d15s -s benchmarks/signed.lua https://localhost:8445/getprofile

local next_line

function init()
  next_line = io.lines(".postern/signed.txt")
  for line in next_line do
    if line == "" then break end
    local name, value = line:match("^([^:]+): (.+)$")
    wrk.headers[name] = value
  end
end

function request()
  local line = next_line()
  if line == nil then
    print("all signed requests are sent: sign more, or run for a shorter time")
    os.exit(1)
  end
  local nonce, signature = line:match("^(%S+) (%S+)$")
  wrk.headers["x-nonce"] = nonce
  wrk.headers["x-signature"] = signature
  return wrk.format("POST")
end
