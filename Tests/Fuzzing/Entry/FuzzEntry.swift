#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The most processor time that any input may take, in seconds.
private let mostSeconds = 1.0

/// The reader that the variable `FUZZ_TARGET` names.
private let target: FuzzTarget = {
  let name = getenv("FUZZ_TARGET").map { String(cString: $0) } ?? ""
  guard let target = FuzzTarget.all.first(where: { $0.name == name }) else {
    fatalError("FUZZ_TARGET names no target: '\(name)'")
  }
  return target
}()

/// What libFuzzer calls with each input; it ends the process where something does not hold.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let start = processorSeconds()
  let input = Array(UnsafeBufferPointer(start: bytes, count: count))
  if let problem = target.problem(input) { fatalError(problem) }
  // Of the time on the clock, a busy machine takes its share.
  let seconds = processorSeconds() - start
  if seconds > mostSeconds { fatalError("the input took \(seconds) s") }
  return 0
}

private func processorSeconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}
