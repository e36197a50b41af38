internal import System

/// Whether a file that decides where keys and money go is this user's alone to change.
package enum FileTrust {
  /// Why somebody else may have written a file, as a sentence with what to do; nil where only this
  /// user and root can, and where there is no such file.
  ///
  /// As OpenSSH asks it of its files: the file and the folders above it belong to this user or to
  /// root, and neither the group nor others may write them. A folder with the sticky bit keeps what
  /// is in it, and what root shares with a group is root's to say.
  package static func problem(ofFileAt path: String) -> String? {
    // A pipe is whoever's has opened it, here or in the shell.
    guard
      let target = try? FileSystem.absolutePath(path), let status = status(target),
      status.kind == .regular
    else { return nil }
    if let problem = problem(status, target, isFolder: false) { return problem }
    // Where a link leads there, the folder of the link decides too.
    let folders = folders(above: target) + (path == target ? [] : folders(above: path))
    for folder in folders {
      if let status = self.status(folder), let problem = problem(status, folder, isFolder: true) {
        return problem
      }
    }
    return nil
  }

  /// Whether a folder is this user's own, and nobody else writes there.
  package static func isOwn(folder path: String) -> Bool {
    guard let status = try? FileSystem.status(of: path), status.kind == .folder else {
      return false
    }
    return problem(status, path, isFolder: false) == nil
  }

  private static func status(_ path: String) -> FileStatus? {
    try? FileSystem.status(of: path, followingLinks: true)
  }

  private static func problem(_ status: FileStatus, _ path: String, isFolder: Bool) -> String? {
    guard status.owner == Host.userNumber || status.owner == 0 else {
      return "'\(path)' belongs to another user, who may write there; make it your own"
    }
    if isFolder, status.permissions & 0o1000 != 0 { return nil }
    let others = isFolder && status.owner == 0 ? UInt32(0o002) : 0o022
    guard status.permissions & others != 0 else { return nil }
    return "others may write '\(path)' (mode \(String(status.permissions, radix: 8))); call "
      + "chmod go-w '\(path)'"
  }

  /// The folders above an absolute path, the innermost first.
  private static func folders(above path: String) -> [String] {
    guard path.hasPrefix("/") else { return [] }
    var names = path.split(separator: "/").dropLast()
    var folders: [String] = []
    while !names.isEmpty {
      folders.append("/" + names.joined(separator: "/"))
      names = names.dropLast()
    }
    return folders + ["/"]
  }
}
