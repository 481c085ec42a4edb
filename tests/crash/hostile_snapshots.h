// Snapshot files that somebody might make to harm whoever reads them: thousands, by a program.
#ifndef ENTENTE_TESTS_CRASH_HOSTILE_SNAPSHOTS_H_
#define ENTENTE_TESTS_CRASH_HOSTILE_SNAPSHOTS_H_

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

namespace entente {

// Gives `use` one file after the other, with a name that says what is wrong with it. `whole` is a
// snapshot to start from, which should have a few of everything; `scratch` a file name that may be
// written to. The same seed gives the same files.
void MakeHostileSnapshots(
    const std::filesystem::path& whole, const std::filesystem::path& scratch, uint64_t seed,
    const std::function<void(const std::string& name, std::string_view bytes)>& use);

// A snapshot with the same content whose trees are as deep as they can be; and one deeper.
std::string MakeDeepSnapshot(const std::filesystem::path& whole,
                             const std::filesystem::path& scratch, bool too_deep);

}  // namespace entente

#endif  // ENTENTE_TESTS_CRASH_HOSTILE_SNAPSHOTS_H_
