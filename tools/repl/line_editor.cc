#include "tools/repl/line_editor.h"

#include <histedit.h>
#include <langinfo.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <clocale>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <cwchar>
#include <utility>

#include "tools/repl/history.h"
#include "tools/terminal.h"

namespace entente {
namespace {

constexpr wchar_t kNoCharacter = 0xFFFD;
constexpr size_t kCandidatesShownMax = 100;

volatile std::sig_atomic_t is_resized = 0;
void OnResize(int signal) {
  if (!ForwardToFirstThread(signal)) is_resized = 1;
}

// One character from the beginning of `bytes`, and its size; size 0 if more bytes must come.
std::pair<wchar_t, size_t> DecodeOne(std::string_view bytes) {
  const auto first = static_cast<unsigned char>(bytes[0]);
  if (first < 0x80) return {first, 1};
  const size_t size = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4) return {kNoCharacter, 1};
  wchar_t value = first & (0xFF >> (size + 1));
  for (size_t i = 1; i < size; ++i) {
    if (i == bytes.size()) return {kNoCharacter, 0};
    const auto next = static_cast<unsigned char>(bytes[i]);
    if ((next & 0xC0) != 0x80) return {kNoCharacter, i};
    value = (value << 6) | (next & 0x3F);
  }
  const bool is_surrogate = value >= 0xD800 && value < 0xE000;
  return {is_surrogate || value > 0x10FFFF ? kNoCharacter : value, size};
}

std::wstring ToWide(std::string_view text) {
  std::wstring wide;
  while (!text.empty()) {
    const auto [character, size] = DecodeOne(text);
    wide += character;
    text.remove_prefix(std::max<size_t>(size, 1));
  }
  return wide;
}

std::string ToUtf8(std::wstring_view wide) {
  std::string text;
  for (const wchar_t c : wide) {
    const auto value = static_cast<uint32_t>(c);
    if (value < 0x80) {
      text += static_cast<char>(value);
    } else if (value < 0x800) {
      text += static_cast<char>(0xC0 | (value >> 6));
      text += static_cast<char>(0x80 | (value & 0x3F));
    } else if (value < 0x10000) {
      text += static_cast<char>(0xE0 | (value >> 12));
      text += static_cast<char>(0x80 | ((value >> 6) & 0x3F));
      text += static_cast<char>(0x80 | (value & 0x3F));
    } else {
      text += static_cast<char>(0xF0 | (value >> 18));
      text += static_cast<char>(0x80 | ((value >> 12) & 0x3F));
      text += static_cast<char>(0x80 | ((value >> 6) & 0x3F));
      text += static_cast<char>(0x80 | (value & 0x3F));
    }
  }
  return text;
}

size_t WidthOf(const std::string& text) {
  size_t width = 0;
  for (const wchar_t c : ToWide(text)) width += static_cast<size_t>(std::max(wcwidth(c), 0));
  return width;
}

// What all candidates begin with.
std::string CommonBeginning(const std::vector<std::string>& candidates) {
  std::wstring common = ToWide(candidates.front());
  for (const std::string& candidate : candidates) {
    const std::wstring other = ToWide(candidate);
    common.erase(std::ranges::mismatch(common, other).in1, common.end());
  }
  return ToUtf8(common);
}

// In columns, as ls shows names.
std::string InColumns(const std::vector<std::string>& candidates, size_t screen_width) {
  const size_t shown = std::min(candidates.size(), kCandidatesShownMax);
  size_t width = 0;
  for (size_t i = 0; i < shown; ++i) width = std::max(width, WidthOf(candidates[i]) + 2);
  const size_t columns = std::max<size_t>(1, std::max<size_t>(screen_width, 1) / width);
  const size_t rows = (shown + columns - 1) / columns;
  std::string text;
  for (size_t row = 0; row < rows; ++row) {
    for (size_t i = row; i < shown; i += rows) {
      text += candidates[i];
      if (i + rows < shown) text.append(width - WidthOf(candidates[i]), ' ');
    }
    text += "\r\n";
  }
  if (shown < candidates.size()) {
    text += "… and " + std::to_string(candidates.size() - shown) + " more\r\n";
  }
  return text;
}

void Print(std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
  std::fflush(stdout);
}

}  // namespace

struct LineEditor::Rep {
  static Rep* Of(EditLine* editor) {
    void* data = nullptr;
    el_wget(editor, EL_CLIENTDATA, &data);
    return static_cast<Rep*>(data);
  }
  static wchar_t* Prompt(EditLine* editor) { return Of(editor)->prompt.data(); }
  static int ReadCharacter(EditLine* editor, wchar_t* character) {
    return Of(editor)->Read(character);
  }
  static unsigned char OnTab(EditLine* editor, int) { return Of(editor)->Complete(); }

  int Read(wchar_t* character);
  bool WaitForInput();
  unsigned char Complete();

  Completer completer;
  EditLine* editor = nullptr;
  HistoryW* history = nullptr;
  std::wstring prompt;
  std::string unread;  // Bytes that have come and were not given to libedit.
};

LineEditor::LineEditor(Completer completer) : rep_(std::make_unique<Rep>()) {
  std::setlocale(LC_CTYPE, "");
  if (std::strcmp(nl_langinfo(CODESET), "UTF-8") != 0) std::setlocale(LC_CTYPE, "C.UTF-8");
  std::signal(SIGWINCH, OnResize);
  rep_->completer = std::move(completer);
  rep_->editor = el_init("entente", stdin, stdout, stderr);
  rep_->history = history_winit();
  EditLine* editor = rep_->editor;
  HistEventW event;
  history_w(rep_->history, &event, H_SETSIZE, static_cast<int>(kHistoryEntryCountMax));
  history_w(rep_->history, &event, H_SETUNIQUE, 1);
  el_wset(editor, EL_CLIENTDATA, rep_.get());
  el_wset(editor, EL_EDITOR, L"emacs");
  el_wset(editor, EL_SIGNAL, 0);
  el_wset(editor, EL_PROMPT, &Rep::Prompt);
  el_wset(editor, EL_HIST, &history_w, rep_->history);
  el_wset(editor, EL_GETCFN, &Rep::ReadCharacter);
  el_wset(editor, EL_ADDFN, L"entente-complete", L"Complete what stands before the cursor",
          &Rep::OnTab);
  el_wset(editor, EL_BIND, L"\t", L"entente-complete", nullptr);
  el_wset(editor, EL_BIND, L"^R", L"em-inc-search-prev", nullptr);
  // What terminals send for Home, End, Delete and for words with Ctrl.
  constexpr std::array<std::pair<const wchar_t*, const wchar_t*>, 9> kKeys = {
      {{L"\\e[H", L"ed-move-to-beg"},
       {L"\\e[1~", L"ed-move-to-beg"},
       {L"\\eOH", L"ed-move-to-beg"},
       {L"\\e[F", L"ed-move-to-end"},
       {L"\\e[4~", L"ed-move-to-end"},
       {L"\\eOF", L"ed-move-to-end"},
       {L"\\e[3~", L"ed-delete-next-char"},
       {L"\\e[1;5D", L"ed-prev-word"},
       {L"\\e[1;5C", L"em-next-word"}}};
  for (const auto& [key, action] : kKeys) el_wset(editor, EL_BIND, key, action, nullptr);
  el_source(editor, nullptr);
}

LineEditor::~LineEditor() {
  history_wend(rep_->history);
  el_end(rep_->editor);
}

// Waits until there is something to read; false at Ctrl-C and when the process is told to end.
bool LineEditor::Rep::WaitForInput() {
  // Signals come in only while ppoll waits, so that none comes between the look and the wait.
  sigset_t blocked;
  sigset_t before;
  sigemptyset(&blocked);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGWINCH}) sigaddset(&blocked, signal);
  pthread_sigmask(SIG_BLOCK, &blocked, &before);
  const std::atomic<bool>* interrupted = WatchSignals();
  bool is_ready = false;
  while (!*interrupted && !is_ready) {
    if (is_resized != 0) {
      is_resized = 0;
      Print("\r\x1b[J");
      el_resize(editor);
      el_wset(editor, EL_REFRESH);
    }
    pollfd input = {.fd = STDIN_FILENO, .events = POLLIN, .revents = 0};
    is_ready = ppoll(&input, 1, nullptr, &before) > 0;
  }
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  return is_ready;
}

int LineEditor::Rep::Read(wchar_t* character) {
  while (true) {
    if (!unread.empty()) {
      const auto [decoded, size] = DecodeOne(unread);
      if (size > 0) {
        *character = decoded;
        unread.erase(0, size);
        return 1;
      }
    }
    if (!WaitForInput()) {
      unread.clear();
      return -1;
    }
    std::array<char, 4096> buffer;
    const ssize_t count = read(STDIN_FILENO, buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return 0;
    unread.append(buffer.data(), static_cast<size_t>(count));
  }
}

unsigned char LineEditor::Rep::Complete() {
  const LineInfoW* info = el_wline(editor);
  const std::string before =
      ToUtf8({info->buffer, static_cast<size_t>(info->cursor - info->buffer)});
  const Completion completion = completer(before);
  if (completion.candidates.empty()) return CC_ERROR;
  const std::string typed = before.substr(completion.begin);
  std::string common = CommonBeginning(completion.candidates);
  // One word is whole with its space; directories and prefixes go on.
  const bool is_whole =
      completion.candidates.size() == 1 && !common.ends_with('/') && !common.ends_with(':');
  if (is_whole) common += ' ';
  // Where the case is corrected too, what is typed is replaced.
  if (common != typed && common.size() >= typed.size()) {
    el_deletestr(editor, static_cast<int>(ToWide(typed).size()));
    el_winsertstr(editor, ToWide(common).c_str());
    return CC_REFRESH;
  }
  if (completion.candidates.size() == 1) return CC_ERROR;
  Print("\r\n" + InColumns(completion.candidates, TerminalWidth()));
  return CC_REDISPLAY;
}

LineEditor::Result LineEditor::ReadLine(const std::string& prompt, std::string* line) {
  rep_->prompt = ToWide(prompt);
  int count = 0;
  // libedit would do it behind the prompt, and take a Ctrl-D typed before that for nothing.
  el_wset(rep_->editor, EL_PREP_TERM, 1);
  const wchar_t* text = el_wgets(rep_->editor, &count);
  if (text != nullptr && count > 0) {
    *line = ToUtf8({text, static_cast<size_t>(count)});
    if (line->ends_with('\n')) line->pop_back();
    return Result::kLine;
  }
  const bool is_interrupted = *WatchSignals() && !IsToldToEnd();
  if (!is_interrupted) return Result::kEnd;
  ClearInterrupt();
  el_reset(rep_->editor);
  Print("^C\n");
  return Result::kInterrupted;
}

bool LineEditor::HasInput() const {
  pollfd input = {.fd = STDIN_FILENO, .events = POLLIN, .revents = 0};
  return !rep_->unread.empty() || poll(&input, 1, 0) > 0;
}

void LineEditor::Remember(const std::string& entry) {
  HistEventW event;
  history_w(rep_->history, &event, H_ENTER, ToWide(entry).c_str());
}

}  // namespace entente
