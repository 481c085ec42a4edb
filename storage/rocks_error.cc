#include "storage/rocks_error.h"

#include "schema/text.h"

namespace entente {
namespace {

constexpr std::string_view kLoadAgain = "; load the database again, from a snapshot or a dump";
constexpr std::string_view kMakeRoom = "; make room and try again";

constexpr std::string_view kNameCharacters =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-_";

bool Contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

// The file of `directory` that is named first, which is the one that something happened to: what
// tells of it comes after. Empty if none is.
std::string FileNamedIn(std::string_view words, std::string_view directory) {
  const std::string prefix = StrCat(directory, "/");
  if (const size_t place = words.find(prefix); place != std::string_view::npos) {
    std::string_view name = words.substr(place + prefix.size());
    name = name.substr(0, name.find_first_not_of(kNameCharacters));
    // Looked for last, under a name that tables had long ago.
    if (name.ends_with(".ldb")) return StrCat(prefix, name.substr(0, name.size() - 4), ".sst");
    if (!name.empty()) return StrCat(prefix, name);
  }
  return Contains(words, "CURRENT file") ? StrCat(prefix, "CURRENT") : std::string();
}

// What the system said, which RocksDB puts last.
std::string_view SystemReason(std::string_view words) {
  const size_t colon = words.rfind(": ");
  return colon == std::string_view::npos ? words : words.substr(colon + 2);
}

RocksTrouble Trouble(RocksTrouble trouble, std::string_view words) {
  if (Contains(words, "No space left on device")) return RocksTrouble::kFull;
  if (Contains(words, "No such file or directory") || Contains(words, "does not exist")) {
    return RocksTrouble::kMissing;
  }
  if (Contains(words, "Permission denied") || Contains(words, "Read-only file system")) {
    return RocksTrouble::kRefused;
  }
  return trouble;
}

}  // namespace

std::string RocksErrorText(RocksTrouble trouble, std::string_view words,
                           std::string_view directory) {
  const std::string named = FileNamedIn(words, directory);
  const std::string file = named.empty() ? StrCat("a file under ", directory) : named;
  switch (Trouble(trouble, words)) {
    case RocksTrouble::kDamaged:
      // Of a table that it finds wrong at opening, RocksDB may name but the list it is in.
      return StrCat(file, Contains(file, "/MANIFEST-") ? ", or a file that it lists," : "",
                    " is damaged: its bytes are not those that were written", kLoadAgain);
    case RocksTrouble::kMissing:
      return StrCat(file, " is missing", kLoadAgain);
    case RocksTrouble::kFull:
      return StrCat(file, " cannot be written: the disk is full", kMakeRoom);
    case RocksTrouble::kRefused:
      return StrCat(file, " cannot be read or written: ", SystemReason(words));
    case RocksTrouble::kUnlikely:
      break;
  }
  return StrCat(directory, ": ", words);
}

std::string_view WithoutAdvice(std::string_view sentence) {
  for (const std::string_view advice : {kLoadAgain, kMakeRoom}) {
    if (sentence.ends_with(advice)) return sentence.substr(0, sentence.size() - advice.size());
  }
  return sentence;
}

}  // namespace entente
