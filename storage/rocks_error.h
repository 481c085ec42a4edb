// What RocksDB says of its files, in words for people.
#ifndef ENTENTE_STORAGE_ROCKS_ERROR_H_
#define ENTENTE_STORAGE_ROCKS_ERROR_H_

#include <cstdint>
#include <string>
#include <string_view>

namespace entente {

// What is known of an error beside its words.
enum class RocksTrouble : uint8_t {
  kDamaged,   // A file does not hold what was written.
  kMissing,   // A file is not there.
  kFull,      // The disk has no room.
  kRefused,   // The system refuses, for another reason.
  kUnlikely,  // A call that does not fit, or a state that ours never has.
};

// One sentence: which file of the database under `directory`, what happened to it, and what to do
// if something can be done. `words` are RocksDB's; the file and the system's reason are taken from
// them, and where they tell more than `trouble`, they are believed: a missing file is often called
// corruption. Words that cannot be read are handed on after the name of the directory.
std::string RocksErrorText(RocksTrouble trouble, std::string_view words,
                           std::string_view directory);

// The sentence without what to do: for a list, whose head has said that.
std::string_view WithoutAdvice(std::string_view sentence);

}  // namespace entente

#endif  // ENTENTE_STORAGE_ROCKS_ERROR_H_
