-- Neovim's own client drives the language server; what it shows is written as JSON to $OUT.
-- Runs with the API of 0.7, which Debian's stable release has.
local folder, binary, out = vim.env.FOLDER, vim.env.BINARY, vim.env.OUT
local page = folder .. '/miniprogram/pages/index/index.js'

local function fail(what)
  io.stderr:write(what .. '\n')
  vim.cmd('cquit 1')
end

local function wait(what, condition)
  if not vim.wait(20000, condition, 50) then fail('never: ' .. what) end
end

vim.cmd('edit ' .. vim.fn.fnameescape(page))
local client = vim.lsp.start_client({ name = 'privguide', cmd = { binary, 'lsp' }, root_dir = folder })
if not client then fail('the server does not start') end
vim.lsp.buf_attach_client(0, client)

local function shown(buffer)
  local out = {}
  for _, found in ipairs(vim.diagnostic.get(buffer)) do
    table.insert(out, { line = found.lnum + 1, column = found.col + 1, message = found.message, severity = found.severity, code = found.user_data.lsp.code })
  end
  return out
end

local function request(method, extra)
  local parameters = vim.tbl_extend('force', vim.lsp.util.make_position_params(), extra or {})
  local answers = vim.lsp.buf_request_sync(0, method, parameters, 20000)
  return answers[client].result
end

local result = {}
wait('the first diagnostics', function() return #shown(0) > 0 end)
result.opened = shown(0)

vim.api.nvim_buf_set_lines(0, 0, 0, false, { '/* 首😀 */ wx.getClipboardData()' })
wait('what was typed', function()
  for _, found in ipairs(shown(0)) do if found.line == 1 then return true end end
  return false
end)
result.typed = shown(0)

vim.api.nvim_win_set_cursor(0, { 1, 20 })
result.hover = request('textDocument/hover').contents.value

local range = vim.lsp.util.make_range_params()
range.context = { diagnostics = {} }
local actions = vim.lsp.buf_request_sync(0, 'textDocument/codeAction', range, 20000)[client].result
for _, action in ipairs(actions) do
  if action.title:find('^Declare') then vim.lsp.util.apply_workspace_edit(action.edit, 'utf-16') end
end
-- A configuration attaches the client by the type of a file; here nothing is configured.
vim.lsp.buf_attach_client(vim.fn.bufadd(folder .. '/privguide.toml'), client)
wait('the declaration', function()
  for _, found in ipairs(shown(0)) do if found.line == 1 then return false end end
  return true
end)
result.declared = shown(0)

vim.cmd('silent wall')
local saved = vim.fn.delete(folder .. '/miniprogram/pages/index/index.js')
result.deleted = saved
vim.cmd('bwipeout!')
vim.cmd('edit ' .. vim.fn.fnameescape(folder .. '/privguide.toml'))
vim.lsp.buf_attach_client(0, client)
wait('the deleted page', function()
  for _, found in ipairs(shown(0)) do if found.code == 'unused-declaration' and found.message:find('Location') then return true end end
  return false
end)
result.without = shown(0)

local file = io.open(out, 'w')
file:write(vim.fn.json_encode(result))
file:close()
vim.cmd('qall!')
