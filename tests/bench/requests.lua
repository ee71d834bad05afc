-- For wrk: posts the bodies of a file in turn (`-- FILE`, each line "PATH BODY"), or without a file
-- asks for the path of the URL; in the end prints one line that load.py reads.

local requests, turn = {}, 0

-- All are formatted here, once, so that the client costs little while it measures.
function init(arguments)
    if not arguments[1] then
        requests[1] = wrk.format()
        return
    end
    wrk.headers["Content-Type"] = "application/x-www-form-urlencoded"
    for line in io.lines(arguments[1]) do
        local path, body = line:match("^(%S+) (%S+)$")
        requests[#requests + 1] = wrk.format("POST", path, wrk.headers, body)
    end
end

function request()
    turn = turn % #requests + 1
    return requests[turn]
end

function done(summary, latency)
    local errors = summary.errors
    local figures = {
        summary.requests, summary.duration, latency:percentile(50), latency:percentile(99),
        errors.status, errors.connect + errors.read + errors.write + errors.timeout,
    }

    print("figures " .. table.concat(figures, " "))
end
