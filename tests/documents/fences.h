// The documents of the repository, and the fenced blocks in them.
#ifndef ENTENTE_TESTS_DOCUMENTS_FENCES_H_
#define ENTENTE_TESTS_DOCUMENTS_FENCES_H_

#include <filesystem>
#include <ostream>
#include <string>
#include <vector>

namespace entente {

struct Fence {
  std::string document = {};  // From the root of the repository.
  int line = 0;               // Of the line that opens it.
  std::string language = {};  // "" if it says none.
  std::vector<std::string> lines = {};

  std::string Text() const;  // The lines, each with a line feed.
};

// "docs/tour.md:10", for messages.
std::ostream& operator<<(std::ostream& out, const Fence& fence);

std::filesystem::path SourceRoot();
std::string ReadWhole(const std::filesystem::path& path);
// Every .md file of the project, from its root, sorted.
std::vector<std::string> Documents();
std::vector<Fence> FencesOf(const std::string& document);
// Of all documents.
std::vector<Fence> FencesIn(const std::string& language);

}  // namespace entente

#endif  // ENTENTE_TESTS_DOCUMENTS_FENCES_H_
