/// The accelerators of this machine.
package enum GPUs {
  /// Looks for the GPUs that this process may use.
  ///
  /// - Parameter variables: The environment variables; a queue tells by `CUDA_VISIBLE_DEVICES` what a job has.
  /// - Returns: The numbers under which CUDA knows them; empty where there is none.
  package static func found(_ variables: [String: String]) -> [String] {
    if let visible = variables["CUDA_VISIBLE_DEVICES"] {
      return visible.split(separator: ",").map(String.init).filter { $0 != "-1" }
    }
    // NVIDIA's driver has a folder for each.
    let count = (try? FileSystem.names(in: "/proc/driver/nvidia/gpus").count) ?? 0
    return (0..<count).map(String.init)
  }
}
