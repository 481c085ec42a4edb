// A text as the tree of the productions it was made from, so that a test that fails can look for a
// shorter text that fails too.
#ifndef ENTENTE_TESTS_SUPPORT_TEXT_TREE_H_
#define ENTENTE_TESTS_SUPPORT_TEXT_TREE_H_

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace entente {

// A token, or the parts of a production.
struct TextTree {
  TextTree() = default;
  TextTree(std::string_view token) : text(token) {}        // NOLINT: trees are written with tokens.
  TextTree(const char* token) : text(token) {}             // NOLINT
  TextTree(std::string token) : text(std::move(token)) {}  // NOLINT

  template <typename... Parts>
  static TextTree Of(Parts&&... parts) {
    TextTree tree;
    (tree.parts.emplace_back(std::forward<Parts>(parts)), ...);
    return tree;
  }

  // The tokens, with spaces between them.
  std::string ToString() const;

  std::string text = {};
  std::vector<TextTree> parts = {};
};

// Leaves out parts of `tree`, or puts one of a part's own parts in its place, as long as
// `still_fails` says so of what remains. Knows no grammar: `still_fails` is asked for many texts
// that make no sense, at most `try_count_max` in all.
void Shrink(TextTree* tree, const std::function<bool(const std::string& text)>& still_fails,
            int try_count_max = 4000);

// The same for a list: leaves out items.
template <typename Item>
void Shrink(std::vector<Item>* items,
            const std::function<bool(const std::vector<Item>& items)>& still_fails) {
  for (size_t length = items->size(); length > 0; length /= 2) {
    for (size_t at = 0; at + length <= items->size();) {
      std::vector<Item> fewer(items->begin(), items->begin() + static_cast<std::ptrdiff_t>(at));
      fewer.insert(fewer.end(), items->begin() + static_cast<std::ptrdiff_t>(at + length),
                   items->end());
      if (still_fails(fewer)) {
        *items = std::move(fewer);
      } else {
        ++at;
      }
    }
  }
}

}  // namespace entente

#endif  // ENTENTE_TESTS_SUPPORT_TEXT_TREE_H_
