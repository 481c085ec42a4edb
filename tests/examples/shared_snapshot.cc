// One snapshot and several processes: each maps the same file, and those that have it open keep the
// version they opened while the next one takes its name.
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <iostream>
#include <string>

#include "entente/entente.h"

// What a reading process does: opens the file once, then answers each line that it is sent.
absl::Status Answer(const std::string& file) {
  auto db = entente::Database::Open(file);
  if (!db.ok()) return db.status();
  auto members = entente::Prepared::Parse("SELECT ?m { ?quad ent:member ?m } ORDER BY ?m");
  if (!members.ok()) return members.status();
  for (std::string line; std::getline(std::cin, line);) {
    auto rows = db->Read().Query(*members);
    if (!rows.ok()) return rows.status();
    for (const entente::Row& row : *rows) std::cout << " " << row["m"].ToString();
    if (!rows->status().ok()) return rows->status();
    std::cout << std::endl;
  }
  return absl::OkStatus();
}

// This program, started once more as a reader, at the other end of a pair of sockets.
class Reader {
 public:
  Reader(const std::string& program, const std::string& file) {
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) return;
    process_ = fork();
    if (process_ == 0) {
      dup2(ends[1], STDIN_FILENO);
      dup2(ends[1], STDOUT_FILENO);
      execl(program.c_str(), program.c_str(), file.c_str(), "read", nullptr);
      _exit(127);
    }
    close(ends[1]);
    socket_ = ends[0];
  }
  ~Reader() {
    close(socket_);
    waitpid(process_, nullptr, 0);
  }
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  std::string Ask() {
    std::string line;
    char byte = '\n';
    if (send(socket_, &byte, 1, MSG_NOSIGNAL) != 1) return " no answer";
    while (recv(socket_, &byte, 1, 0) == 1 && byte != '\n') line.push_back(byte);
    return line;
  }

 private:
  pid_t process_ = -1;
  int socket_ = -1;
};

absl::Status Write(const std::string& program, const std::string& file) {
  auto db = entente::Database::OpenInMemory();
  if (!db.ok()) return db.status();
  auto report = db->Update("INSERT DATA { <urn:quad> ent:member <urn:india>, <urn:japan> }");
  if (!report.ok()) return report.status();
  if (auto info = db->Read().WriteSnapshot(file); !info.ok()) return info.status();

  Reader first(program, file);
  Reader second(program, file);
  std::cout << "first: " << first.Ask() << "\nsecond:" << second.Ask() << "\n";

  // The new version is written beside the old one and takes its name when it is whole.
  report = db->Update("INSERT DATA { <urn:quad> ent:member <urn:usa> }");
  if (!report.ok()) return report.status();
  if (auto info = db->Read().WriteSnapshot(file); !info.ok()) return info.status();

  Reader third(program, file);
  std::cout << "first: " << first.Ask() << "\nsecond:" << second.Ask() << "\nthird: " << third.Ask()
            << "\n";
  return absl::OkStatus();
}

int main(int argc, char** argv) {
  absl::Status status = absl::InvalidArgumentError("usage");
  if (argc == 2) status = Write(argv[0], argv[1]);
  if (argc == 3) status = Answer(argv[1]);
  if (!status.ok()) std::cerr << status << "\n";
  return status.ok() ? 0 : 1;
}
