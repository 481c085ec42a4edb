#include "tests/support/text_tree.h"

#include <utility>

namespace entente {
namespace {

void AppendTo(const TextTree& tree, std::string* text) {
  if (!tree.text.empty()) {
    if (!text->empty()) text->push_back(' ');
    text->append(tree.text);
  }
  for (const TextTree& part : tree.parts) AppendTo(part, text);
}

void Collect(TextTree* tree, std::vector<TextTree*>* nodes) {
  nodes->push_back(tree);
  for (TextTree& part : tree->parts) Collect(&part, nodes);
}

class Shrinker {
 public:
  Shrinker(TextTree* root, const std::function<bool(const std::string& text)>& still_fails,
           int try_count)
      : root_(root), still_fails_(still_fails), try_count_(try_count) {}

  // One pass; whether anything became shorter.
  bool Pass() {
    bool has_changed = false;
    // Taking a node away changes those after it only, in the sequence from the root.
    for (size_t index = 0;; ++index) {
      std::vector<TextTree*> nodes;
      Collect(root_, &nodes);
      if (index >= nodes.size() || try_count_ <= 0) return has_changed;
      TextTree* const node = nodes[index];
      if (node->text.empty() && node->parts.empty()) continue;
      if (Try(node, TextTree())) {
        has_changed = true;
        continue;
      }
      std::vector<TextTree*> inner;
      Collect(node, &inner);
      for (size_t i = 1; i < inner.size(); ++i) {
        if (Try(node, TextTree(*inner[i]))) {
          has_changed = true;
          break;
        }
      }
    }
  }

 private:
  bool Try(TextTree* node, TextTree shorter) {
    if (--try_count_ < 0) return false;
    std::swap(*node, shorter);
    if (still_fails_(root_->ToString())) return true;
    std::swap(*node, shorter);
    return false;
  }

  TextTree* root_;
  const std::function<bool(const std::string& text)>& still_fails_;
  int try_count_;
};

}  // namespace

std::string TextTree::ToString() const {
  std::string result;
  AppendTo(*this, &result);
  return result;
}

void Shrink(TextTree* tree, const std::function<bool(const std::string& text)>& still_fails,
            int try_count_max) {
  Shrinker shrinker(tree, still_fails, try_count_max);
  while (shrinker.Pass()) {
  }
}

}  // namespace entente
