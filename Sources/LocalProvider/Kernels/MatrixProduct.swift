import Providers

#if canImport(Accelerate)
import Accelerate
#else
import CDNNL
import Glibc
#endif

/// A matrix of floats in memory that somebody else owns, stored row after row or as its transpose.
struct Matrix {
  /// The first float.
  var base: UnsafeMutablePointer<Float>

  /// The number of rows.
  var rows: Int

  /// The number of columns.
  var columns: Int

  /// The distance in floats between the starts of two rows, or of two columns of one that is stored
  /// as its transpose.
  var stride: Int

  /// Whether its transpose is what is stored.
  var isTransposed = false

  /// A matrix whose rows lie `stride` floats apart, or without gaps if none is given.
  init(_ base: UnsafeMutablePointer<Float>, _ rows: Int, _ columns: Int, stride: Int? = nil) {
    self.base = base
    self.rows = rows
    self.columns = columns
    self.stride = stride ?? columns
  }

  /// The same memory as the transpose.
  var transposed: Matrix {
    var other = self
    (other.rows, other.columns, other.isTransposed) = (columns, rows, !isTransposed)
    return other
  }
}

/// Products of matrices on the calling thread alone.
enum MatrixProduct {
  /// Computes `result = alpha * left * right + beta * result`.
  ///
  /// - Throws: `ProviderError.jobFailed` where there is no library for it, or it finds no memory for
  ///   its work.
  static func multiply(
    _ left: Matrix,
    _ right: Matrix,
    into result: Matrix,
    alpha: Float = 1,
    beta: Float = 0
  ) throws(ProviderError) {
    precondition(left.columns == right.rows)
    precondition(result.rows == left.rows && result.columns == right.columns)
    precondition(!result.isTransposed)
    guard result.rows > 0, result.columns > 0 else { return }
    #if canImport(Accelerate)
    cblas_sgemm(
      CblasRowMajor,
      left.isTransposed ? CblasTrans : CblasNoTrans,
      right.isTransposed ? CblasTrans : CblasNoTrans,
      Int32(result.rows),
      Int32(result.columns),
      Int32(left.columns),
      alpha,
      left.base,
      Int32(left.stride),
      right.base,
      Int32(right.stride),
      beta,
      result.base,
      Int32(result.stride)
    )
    #else
    let status = cdnnl_sgemm(
      CChar(bitPattern: UInt8(ascii: left.isTransposed ? "T" : "N")),
      CChar(bitPattern: UInt8(ascii: right.isTransposed ? "T" : "N")),
      dnnl_dim_t(result.rows),
      dnnl_dim_t(result.columns),
      dnnl_dim_t(left.columns),
      alpha,
      left.base,
      dnnl_dim_t(left.stride),
      right.base,
      dnnl_dim_t(right.stride),
      beta,
      result.base,
      dnnl_dim_t(result.stride)
    )
    guard status == dnnl_success else {
      if let problem = libraryProblem { throw .jobFailed(problem) }
      throw .jobFailed("a matrix product failed with oneDNN status \(status.rawValue)")
    }
    #endif
  }

  /// Why there can be no products on this machine, with what to do; nil where there can.
  static var libraryProblem: String? {
    #if canImport(Accelerate)
    return nil
    #else
    guard cdnnl_load() == 0 else { return nil }
    let problem = String(cString: cdnnl_problem())
    return problem.isEmpty
      ? "the local provider needs the library oneDNN, which is not here (Debian: libdnnl2); install it"
      : "the local provider needs the library oneDNN, which cannot be loaded: \(problem)"
    #endif
  }

  /// Makes products on the calling thread use that thread alone, as long as the thread lives.
  ///
  /// Several models train at once, each on its own thread; a library that starts helpers for each
  /// would have more busy threads than cores, and would sum in an order that varies with the load.
  static func useOnlyCallingThread() {
    #if canImport(Accelerate)
    _ = BLASSetThreading(BLAS_THREADING_SINGLE_THREADED)
    #else
    // OpenMP keeps this setting for each calling thread. oneDNN loads the OpenMP library itself;
    // where it was built without, there is no such function and nothing to restrict.
    guard cdnnl_load() != 0, let symbol = dlsym(nil, "omp_set_num_threads") else { return }
    unsafeBitCast(symbol, to: (@convention(c) (CInt) -> Void).self)(1)
    #endif
  }
}
