-- Card numbers in response bodies: 13 to 19 digits that begin as cards do, with single spaces or dashes between them, that pass
-- Luhn. All digits but the last four become asterisks; separators stay. The body is collected first, because a card may lie
-- across two of nginx's buffers.
local gsub, find, byte, sub = ngx.re.gsub, string.find, string.byte, string.sub
local concat = table.concat

local CARD = [[(?<![0-9])[2-6](?:[ -]?[0-9]){12,18}(?![0-9])]]
local DIGIT_0, DIGIT_9 = 48, 57

local function luhn(text)
  local sum, double = 0, false
  for i = #text, 1, -1 do
    local code = byte(text, i)
    if code >= DIGIT_0 and code <= DIGIT_9 then
      local digit = code - DIGIT_0
      if double then
        digit = digit * 2
        if digit > 9 then digit = digit - 9 end
      end
      sum = sum + digit
      double = not double
    end
  end
  return sum % 10 == 0
end

local function mask(match)
  local text = match[0]
  if not luhn(text) then return text end
  local keep, at = 4, #text
  while keep > 0 do
    local code = byte(text, at)
    if code >= DIGIT_0 and code <= DIGIT_9 then keep = keep - 1 end
    at = at - 1
  end
  local hidden = {}
  for i = 1, at do
    local code = byte(text, i)
    hidden[i] = (code >= DIGIT_0 and code <= DIGIT_9) and "*" or sub(text, i, i)
  end
  return concat(hidden) .. sub(text, at + 1)
end

local redact = {}

local function readable(type)
  return type ~= nil and (find(type, "json", 1, true) or find(type, "text/", 1, true) or find(type, "xml", 1, true)) ~= nil
end

function redact.head()
  if not readable(ngx.header.content_type) then return end
  ngx.ctx.pieces = {}
  ngx.header.content_length = nil
end

function redact.body()
  local pieces = ngx.ctx.pieces
  if pieces == nil then return end
  local piece, last = ngx.arg[1], ngx.arg[2]
  if piece ~= "" then pieces[#pieces + 1] = piece end
  if not last then
    ngx.arg[1] = nil
    return
  end
  local body = pieces[2] == nil and (pieces[1] or "") or concat(pieces)
  ngx.ctx.pieces = nil
  ngx.arg[1] = gsub(body, CARD, mask, "jo")
end

return redact
