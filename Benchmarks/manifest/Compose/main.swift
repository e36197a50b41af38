// Reads a file into located nodes with YAMLBridge, many times over.
//
// compose-speed FILE SECONDS prints the fastest pass in nanoseconds and the problems of one pass.

import Diagnostics
import YAMLBridge

let arguments = CommandLine.arguments
guard arguments.count == 3, let seconds = Double(arguments[2]) else {
  fatalError("usage: compose-speed FILE SECONDS")
}
let path = arguments[1]
let file = try SourceFile.load(path: path, name: path, byteLimit: 1 << 30)
let clock = ContinuousClock()
let end = clock.now.advanced(by: .seconds(seconds))
var fastest = Duration.seconds(3600)
var problems = 0
while clock.now < end {
  fastest = min(
    fastest,
    clock.measure {
      // The tables of lines are part of what reading costs.
      var diagnostics = DiagnosticList()
      let source = SourceFile(name: file.name, text: file.text)
      _ = YAMLComposer.compose(source, into: &diagnostics)
      problems = diagnostics.count
    }
  )
}
print(Int(fastest / .nanoseconds(1)), problems)
