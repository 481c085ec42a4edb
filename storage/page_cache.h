// Keeps what was read lately, up to a number of bytes; least recently used goes first.
#ifndef ENTENTE_STORAGE_PAGE_CACHE_H_
#define ENTENTE_STORAGE_PAGE_CACHE_H_

#include <array>
#include <cstdint>
#include <list>
#include <memory>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/synchronization/mutex.h"
#include "storage/triples/page_place.h"

namespace entente {

// Pages never change under one place, so nothing is ever invalidated. Threads may share it.
template <typename PageType>
class PageCache {
 public:
  explicit PageCache(uint64_t budget_bytes) : shard_budget_(budget_bytes / kShardCount) {}

  // Null if the page is not here.
  std::shared_ptr<const PageType> Find(PagePlace place) {
    Shard& shard = ShardOf(place);
    absl::MutexLock lock(&shard.mutex);
    const auto found = shard.entries.find(Key(place));
    if (found == shard.entries.end()) return nullptr;
    shard.by_use.splice(shard.by_use.begin(), shard.by_use, found->second);
    return found->second->page;
  }

  void Insert(PagePlace place, std::shared_ptr<const PageType> page, size_t bytes) {
    Shard& shard = ShardOf(place);
    absl::MutexLock lock(&shard.mutex);
    const auto [found, is_new] = shard.entries.try_emplace(Key(place));
    if (!is_new) return;  // Another thread has read it too.
    shard.by_use.push_front({Key(place), std::move(page), bytes});
    found->second = shard.by_use.begin();
    shard.bytes += bytes;
    while (shard.bytes > shard_budget_ && shard.by_use.size() > 1) {
      shard.bytes -= shard.by_use.back().bytes;
      shard.entries.erase(shard.by_use.back().key);
      shard.by_use.pop_back();
    }
  }

 private:
  static constexpr size_t kShardCount = 16;
  using PlaceKey = std::pair<uint64_t, uint8_t>;
  struct Entry {
    PlaceKey key;
    std::shared_ptr<const PageType> page;
    size_t bytes;
  };
  struct Shard {
    absl::Mutex mutex;
    std::list<Entry> by_use;  // Latest first.
    absl::flat_hash_map<PlaceKey, typename std::list<Entry>::iterator> entries;
    uint64_t bytes = 0;
  };

  static PlaceKey Key(PagePlace place) { return {place.number, place.order}; }
  Shard& ShardOf(PagePlace place) { return shards_[(place.number + place.order) % kShardCount]; }

  const uint64_t shard_budget_;
  std::array<Shard, kShardCount> shards_;
};

}  // namespace entente

#endif  // ENTENTE_STORAGE_PAGE_CACHE_H_
