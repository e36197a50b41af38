import Crypto
import System

/// The worker's Python files, which are a part of this program.
enum WorkerCode {
  /// The package's name, which is also its folder's.
  static let package = "manifest_worker"

  static let files: [(name: String, bytes: [UInt8])] = [
    ("__init__.py", PackageResources.__init___py),
    ("__main__.py", PackageResources.__main___py),
    ("asking.py", PackageResources.asking_py),
    ("checkpoints.py", PackageResources.checkpoints_py),
    ("counting.py", PackageResources.counting_py),
    ("documents.py", PackageResources.documents_py),
    ("environment.py", PackageResources.environment_py),
    ("machine.py", PackageResources.machine_py),
    ("models.py", PackageResources.models_py),
    ("refusals.py", PackageResources.refusals_py),
    ("requests.py", PackageResources.requests_py),
    ("saving.py", PackageResources.saving_py),
    ("spelling.py", PackageResources.spelling_py),
    ("telling.py", PackageResources.telling_py),
    ("training.py", PackageResources.training_py),
  ]

  /// Writes the files below a folder named after their contents, where that is not done.
  ///
  /// - Returns: The folder that Python is to find the package in.
  static func write(below parent: String) throws(FileSystemError) -> String {
    let digest = String(hexadecimal(SHA256.hash(data: files.flatMap(\.bytes))).prefix(12))
    let folder = "\(parent)/worker-\(digest)"
    let package = "\(folder)/\(package)"
    try FileSystem.makeFolders(package)
    for (name, bytes) in files {
      let path = "\(package)/\(name)"
      // What somebody has changed there is not run.
      if let found = try? FileSystem.read(path), found == bytes { continue }
      try FileSystem.replace(path, with: bytes)
    }
    return folder
  }
}
