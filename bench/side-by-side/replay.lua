-- Sends the requests of a file in turn: each is its length in a line, then its bytes.
local requests, turn = {}, 0

function init(args)
  local file = assert(io.open(args[1], "rb"))
  for length in function() return file:read("*l") end do
    requests[#requests + 1] = file:read(tonumber(length))
  end
end

function request()
  turn = turn % #requests + 1
  return requests[turn]
end
