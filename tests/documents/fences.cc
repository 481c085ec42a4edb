#include "tests/documents/fences.h"

#include <algorithm>
#include <fstream>
#include <iterator>

namespace entente {

namespace fs = std::filesystem;

std::string Fence::Text() const {
  std::string text;
  for (const std::string& line : lines) text.append(line).append("\n");
  return text;
}

std::ostream& operator<<(std::ostream& out, const Fence& fence) {
  return out << fence.document << ":" << fence.line;
}

fs::path SourceRoot() { return ENTENTE_SOURCE_DIR; }

std::string ReadWhole(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<std::string> Documents() {
  std::vector<std::string> documents = {"README.md", "CONTRIBUTING.md"};
  for (const char* folder : {"docs", "schema", "storage", "query", "tools", "tests"}) {
    for (const auto& entry : fs::recursive_directory_iterator(SourceRoot() / folder)) {
      if (entry.path().extension() != ".md") continue;
      documents.push_back(entry.path().lexically_relative(SourceRoot()));
    }
  }
  std::sort(documents.begin(), documents.end());
  return documents;
}

std::vector<Fence> FencesOf(const std::string& document) {
  std::ifstream file(SourceRoot() / document);
  std::vector<Fence> fences;
  bool is_open = false;
  int number = 0;
  for (std::string line; std::getline(file, line);) {
    ++number;
    if (line.starts_with("```")) {
      if (!is_open) {
        fences.push_back({.document = document, .line = number, .language = line.substr(3)});
      }
      is_open = !is_open;
    } else if (is_open) {
      fences.back().lines.push_back(line);
    }
  }
  return fences;
}

std::vector<Fence> FencesIn(const std::string& language) {
  std::vector<Fence> found;
  for (const std::string& document : Documents()) {
    for (Fence& fence : FencesOf(document)) {
      if (fence.language == language) found.push_back(std::move(fence));
    }
  }
  return found;
}

}  // namespace entente
