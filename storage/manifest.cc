#include "storage/manifest.h"

#include <xxhash.h>

#include "storage/byte_order.h"

namespace entente {

uint64_t DeltaCounts::in_order(TripleOrder order) const {
  if (order <= TripleOrder::kGspo) return quad_changes();
  return order == TripleOrder::kHash ? terms : triple_terms;
}

std::string Manifest::Encode() const {
  std::string bytes;
  AppendVarint(commit_number, &bytes);
  AppendLittle64(chain, &bytes);
  AppendVarint(delta_generation, &bytes);
  for (size_t kind = 1; kind < numbers.size(); ++kind) {
    AppendVarint(numbers[kind].next, &bytes);
    AppendVarint(numbers[kind].paged, &bytes);
  }
  AppendVarint(delta.inserted_quads, &bytes);
  AppendVarint(delta.removed_quads, &bytes);
  AppendVarint(delta.triple_terms, &bytes);
  AppendVarint(delta.terms, &bytes);
  for (const PermutationRoot& root : roots) {
    AppendVarint(root.page, &bytes);
    AppendVarint(root.level, &bytes);
    AppendVarint(root.row_count, &bytes);
    AppendVarint(root.next_page, &bytes);
  }
  AppendLittle64(XXH3_64bits(bytes.data(), bytes.size()), &bytes);
  return bytes;
}

absl::StatusOr<Manifest> Manifest::Decode(std::string_view bytes) {
  const absl::Status damaged = absl::DataLossError("the manifest is not whole");
  if (bytes.size() < 8) return damaged;
  std::string_view rest = bytes.substr(0, bytes.size() - 8);
  if (LoadLittle64(rest.data() + rest.size()) != XXH3_64bits(rest.data(), rest.size())) {
    return damaged;
  }
  Manifest manifest;
  uint64_t generation = 0;
  if (!TakeVarint(&rest, &manifest.commit_number) || rest.size() < 8) return damaged;
  manifest.chain = LoadLittle64(rest.data());
  rest.remove_prefix(8);
  bool whole = TakeVarint(&rest, &generation);
  manifest.delta_generation = static_cast<uint32_t>(generation);
  for (size_t kind = 1; kind < manifest.numbers.size(); ++kind) {
    whole = whole && TakeVarint(&rest, &manifest.numbers[kind].next) &&
            TakeVarint(&rest, &manifest.numbers[kind].paged);
  }
  whole = whole && TakeVarint(&rest, &manifest.delta.inserted_quads) &&
          TakeVarint(&rest, &manifest.delta.removed_quads) &&
          TakeVarint(&rest, &manifest.delta.triple_terms) &&
          TakeVarint(&rest, &manifest.delta.terms);
  for (PermutationRoot& root : manifest.roots) {
    uint64_t level = 0;
    whole = whole && TakeVarint(&rest, &root.page) && TakeVarint(&rest, &level) &&
            TakeVarint(&rest, &root.row_count) && TakeVarint(&rest, &root.next_page) &&
            level <= kPermutationLevelMax;
    root.level = static_cast<uint32_t>(level);
  }
  if (!whole || !rest.empty()) return damaged;
  return manifest;
}

}  // namespace entente
