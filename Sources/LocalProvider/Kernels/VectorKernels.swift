import CKernels

/// The element-wise work, compiled for several sets of vector instructions.
enum VectorKernels {
  /// The kernels for the newest instructions that this processor has.
  static var best: vector_kernels { @inline(__always) get { vector_kernels_best().pointee } }

  /// The kernels for every set of instructions that this processor has, the plainest first.
  static var all: [vector_kernels] {
    (0..<vector_kernels_count()).map { vector_kernels_at($0).pointee }
  }
}
