// What changed between two states, told to people and to programs.
#ifndef ENTENTE_TOOLS_CHANGE_SUMMARY_H_
#define ENTENTE_TOOLS_CHANGE_SUMMARY_H_

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "entente/entente.h"
#include "tools/naming.h"

namespace entente {

// Takes changes, of each kind the first ones to be shown.
class ChangeSummary {
 public:
  void Add(const RecordChange& change);
  // Groups of lines with names of the records: those that are gone by their names before.
  std::string Text(const DifferenceReport& report, Naming* before, Naming* after) const;

 private:
  struct Group {
    uint64_t count = 0;
    std::vector<RecordChange> shown = {};
  };
  // By kind and class of the record.
  std::map<std::pair<RecordChange::Kind, std::string>, Group> groups_;
};

// One change as a JSON object on one line; terms as N-Triples writes them.
std::string ChangeAsJson(const RecordChange& change);

}  // namespace entente

#endif  // ENTENTE_TOOLS_CHANGE_SUMMARY_H_
