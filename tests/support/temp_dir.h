// A fresh directory that goes away with the object, with all that is in it.
#ifndef ENTENTE_TESTS_SUPPORT_TEMP_DIR_H_
#define ENTENTE_TESTS_SUPPORT_TEMP_DIR_H_

#include <cstdlib>
#include <filesystem>
#include <string>
#include <system_error>

namespace entente {

class TempDir {
 public:
  TempDir() {
    std::string name = std::filesystem::temp_directory_path() / "entente_XXXXXX";
    if (mkdtemp(name.data()) != nullptr) path_ = name;
  }
  ~TempDir() {
    std::error_code ignored;
    if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
  }
  TempDir(const TempDir&) = delete;
  TempDir& operator=(const TempDir&) = delete;

  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path operator/(std::string_view name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

}  // namespace entente

#endif  // ENTENTE_TESTS_SUPPORT_TEMP_DIR_H_
