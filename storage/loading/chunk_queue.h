// Brings what many threads make of numbered pieces back into the order of the pieces.
#ifndef ENTENTE_STORAGE_LOADING_CHUNK_QUEUE_H_
#define ENTENTE_STORAGE_LOADING_CHUNK_QUEUE_H_

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <utility>

namespace entente {

// Each piece has one or more results. At most `waiting_count_max` of them wait, not counting those
// of the piece whose turn it is: so nobody waits for ever, as long as pieces are begun in order.
template <typename Result>
class ChunkQueue {
 public:
  explicit ChunkQueue(size_t waiting_count_max) : waiting_count_max_(waiting_count_max) {}

  // Waits for room. False if Stop has been called: then there is no use in going on.
  bool Put(uint64_t piece_index, Result result, bool is_last_of_piece) {
    std::unique_lock lock(mutex_);
    room_.wait(lock, [&] {
      return is_stopped_ || waiting_count_ < waiting_count_max_ ||
             (piece_index == current_ && pieces_[piece_index].results.empty());
    });
    if (is_stopped_) return false;
    OfPiece& of_piece = pieces_[piece_index];
    of_piece.results.push_back(std::move(result));
    of_piece.is_complete = is_last_of_piece;
    ++waiting_count_;
    if (piece_index == current_) ready_.notify_one();
    return true;
  }

  // No pieces from this one on: Take ends there. To be called once, when the number is known.
  void SetPieceCount(uint64_t piece_count) {
    const std::lock_guard lock(mutex_);
    piece_count_ = piece_count;
    ready_.notify_one();
  }

  // The next result in the order of the pieces; nothing at the end. One thread.
  std::optional<Result> Take() {
    std::unique_lock lock(mutex_);
    while (true) {
      const auto current = pieces_.find(current_);
      if (current != pieces_.end() && !current->second.results.empty()) {
        Result result = std::move(current->second.results.front());
        current->second.results.pop_front();
        --waiting_count_;
        if (current->second.results.empty() && current->second.is_complete) {
          pieces_.erase(current);
          ++current_;
        }
        room_.notify_all();
        return result;
      }
      if (piece_count_.has_value() && current_ >= *piece_count_) return std::nullopt;
      ready_.wait(lock);
    }
  }

  void Stop() {
    const std::lock_guard lock(mutex_);
    is_stopped_ = true;
    room_.notify_all();
  }

 private:
  struct OfPiece {
    std::deque<Result> results = {};
    bool is_complete = false;
  };

  const size_t waiting_count_max_;
  std::mutex mutex_;
  std::condition_variable room_;
  std::condition_variable ready_;
  std::map<uint64_t, OfPiece> pieces_;
  uint64_t current_ = 0;
  size_t waiting_count_ = 0;
  std::optional<uint64_t> piece_count_;
  bool is_stopped_ = false;
};

}  // namespace entente

#endif  // ENTENTE_STORAGE_LOADING_CHUNK_QUEUE_H_
