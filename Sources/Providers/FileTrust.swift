#if canImport(Glibc)
private import Glibc
#elseif canImport(Darwin)
private import Darwin
#endif

/// Whether a file that decides where keys and money go is this user's alone to change.
package enum FileTrust {
  /// Why somebody else may have written a file, as a sentence with what to do; nil where only this
  /// user and root can, and where there is no such file.
  ///
  /// As OpenSSH asks it of its files: the file and the folders above it belong to this user or to
  /// root, and neither the group nor others may write them. A folder with the sticky bit keeps what
  /// is in it, and what root shares with a group is root's to say.
  package static func problem(ofFileAt path: String) -> String? {
    guard let real = realpath(path, nil) else { return nil }
    defer { free(real) }
    let target = String(cString: real)
    var status = stat()
    // A pipe is whoever's has opened it, here or in the shell.
    guard stat(target, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    if let problem = problem(status, target, isFolder: false) { return problem }
    // Where a link leads there, the folder of the link decides too.
    let folders = folders(above: target) + (path == target ? [] : folders(above: path))
    for folder in folders where stat(folder, &status) == 0 {
      if let problem = problem(status, folder, isFolder: true) { return problem }
    }
    return nil
  }

  /// Whether a folder is this user's own, and nobody else writes there.
  package static func isOwn(folder path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
      && problem(status, path, isFolder: false) == nil
  }

  private static func problem(_ status: stat, _ path: String, isFolder: Bool) -> String? {
    guard status.st_uid == geteuid() || status.st_uid == 0 else {
      return "'\(path)' belongs to another user, who may write there; make it your own"
    }
    if isFolder, status.st_mode & S_ISVTX != 0 { return nil }
    let others = isFolder && status.st_uid == 0 ? S_IWOTH : S_IWGRP | S_IWOTH
    guard status.st_mode & others != 0 else { return nil }
    return "others may write '\(path)' (mode \(String(status.st_mode & 0o7777, radix: 8))); call "
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
