// Objects that a parser needs for a short time, again and again: made once, used anew.
#ifndef ENTENTE_SCHEMA_SYNTAX_POOL_H_
#define ENTENTE_SCHEMA_SYNTAX_POOL_H_

#include <cstddef>
#include <deque>

namespace entente {

// Objects stay where they are until the pool goes. Reset makes all of them free without destroying
// them, so strings keep their memory.
template <typename T>
class Pool {
 public:
  // An object as its last user left it.
  T* Next() {
    if (used_ == items_.size()) items_.emplace_back();
    return &items_[used_++];
  }
  bool is_used() const { return used_ > 0; }
  void Reset() { used_ = 0; }
  void Clear() {
    items_.clear();
    used_ = 0;
  }

 private:
  std::deque<T> items_;
  size_t used_ = 0;
};

}  // namespace entente

#endif  // ENTENTE_SCHEMA_SYNTAX_POOL_H_
