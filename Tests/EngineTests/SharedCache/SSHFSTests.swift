import Foundation
import TestSupport
import Testing

@testable import Engine

/// One folder that is mounted twice by sshfs, as two machines would see it.
///
/// Each mount has a cache of its own. Both are in a mount namespace of their own, which nobody else
/// sees and which ends with its processes; it is entered by way of the folder of a process in it.
private final class TwoMounts: Sendable {
  static let isPossible =
    geteuid() == 0
    && ["/usr/bin/sshfs", "/usr/bin/socat", "/usr/bin/unshare", "/usr/lib/openssh/sftp-server"]
      .allSatisfy { FileManager.default.isExecutableFile(atPath: $0) }
    && FileManager.default.fileExists(atPath: "/dev/fuse")

  private static let script = """
    set -e
    folder=$1
    mkdir "$folder/store" "$folder/first" "$folder/second"
    for side in first second; do
      socat EXEC:/usr/lib/openssh/sftp-server \\
        "EXEC:sshfs -f -o passive \\:$folder/store $folder/$side" &
    done
    for i in $(seq 200); do
      mountpoint -q "$folder/first" && mountpoint -q "$folder/second" && break
      sleep 0.05
    done
    mountpoint -q "$folder/first" && mountpoint -q "$folder/second"
    touch "$folder/ready"
    # A parent that was killed may still be there, but not as the parent.
    while [ ! -e "$folder/over" ] && read -r _ _ _ parent _ < /proc/$$/stat && [ $parent = $PPID ]; do
      sleep 0.05
    done
    umount "$folder/first" "$folder/second"
    wait
    """

  private let process: BackgroundProgram
  private let folder: String

  init(in folder: String) throws {
    self.folder = folder
    process = try BackgroundProgram([
      "/usr/bin/unshare", "--mount", "--propagation", "private", "/bin/bash", "-c", Self.script,
      "mounts", folder,
    ])
    for _ in 0..<1000 where !Files.exists("\(folder)/ready") { usleep(10_000) }
    try #require(Files.exists("\(folder)/ready"), "sshfs could not be mounted")
  }

  func path(_ side: StoreConformance.Side) -> String {
    "/proc/\(process.identifier)/root\(folder)/\(side)"
  }

  func finish() {
    try? Files.write("", to: "\(folder)/over")
    process.waitForEnd()
  }
}

@Suite(
  .timeLimit(.hang),
  .enabled(
    if: TwoMounts.isPossible,
    "needs root, /dev/fuse and the programs sshfs, socat and openssh-sftp-server"
  )
)
struct SSHFSTests {
  private let folder = TemporaryFolder()

  @Test func `sshfs, mounted twice, conforms`() async throws {
    let mounts = try TwoMounts(in: folder.path)
    defer { mounts.finish() }
    let local = "\(folder.path)/local"
    try FileManager.default.createDirectory(atPath: local, withIntermediateDirectories: false)
    let paths = StoreConformance.Side.allCases.map { ($0, "\(mounts.path($0))/cache") }
    let path = Dictionary(uniqueKeysWithValues: paths)
    try await StoreConformance(
      sides: { try FolderStore(at: path[$0] ?? "", isWritable: true) },
      folder: local
    ).check()
    #expect(try Files.names(in: "\(folder.path)/store/cache/corrupt").isEmpty)
  }

  @Test func `two workspaces on two mounts share their steps`() async throws {
    let mounts = try TwoMounts(in: folder.path)
    defer { mounts.finish() }
    let steps = (0..<12).map { ToyStep(StepID("s\($0)"), ["x": .int($0)]) }
    let results = try await withThrowingTaskGroup(of: RunResult.self) { group in
      for side in StoreConformance.Side.allCases {
        let store = try FolderStore(at: "\(mounts.path(side))/cache", isWritable: true)
        let toys = try Toys(at: "\(folder.path)/workspace-\(side)")
        group.addTask {
          let cache = SharedCache(store, mode: .readWrite)
          return try await toys.run(steps, EventLog(), jobs: 2, cache: cache)
        }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(results.allSatisfy { $0.succeeded })
    #expect(results[0].steps.map(\.artifacts) == results[1].steps.map(\.artifacts))
    for side in StoreConformance.Side.allCases {
      let toys = try Toys(at: "\(folder.path)/workspace-\(side)")
      #expect(try toys.workspace.verifyStore().isClean)
    }
  }
}
