import Diagnostics
import Testing
import YAMLBridge

struct YAMLParserTests {
  private func kinds(_ text: String) throws -> [YAMLEvent.Kind] {
    var parser = try YAMLParser(SourceFile(name: "x", text: text))
    var kinds: [YAMLEvent.Kind] = []
    repeat { kinds.append(try parser.next().kind) } while kinds.last != .streamEnd
    return kinds
  }

  @Test func `events come in the order of the text`() throws {
    #expect(
      try kinds("a: [&x 'b', *x]\n") == [
        .streamStart, .documentStart(version: nil, isExplicit: false),
        .mappingStart(isFlow: false), .scalar(YAMLScalar(text: "a", style: .plain)),
        .sequenceStart(isFlow: true), .scalar(YAMLScalar(text: "b", style: .singleQuoted)),
        .alias("x"), .sequenceEnd, .mappingEnd, .documentEnd(isExplicit: false), .streamEnd,
      ]
    )
  }

  @Test func `documents tell their markers and version`() throws {
    #expect(
      try kinds("%YAML 1.1\n--- |\n x\n...\n--- >\n x\n").filter {
        switch $0 {
        case .documentStart, .documentEnd: true
        default: false
        }
      } == [
        .documentStart(version: YAMLVersion(major: 1, minor: 1), isExplicit: true),
        .documentEnd(isExplicit: true), .documentStart(version: nil, isExplicit: true),
        .documentEnd(isExplicit: false),
      ]
    )
  }

  @Test func `after the end the end comes again`() throws {
    var parser = try YAMLParser(SourceFile(name: "x", text: ""))
    #expect(try parser.next().kind == .streamStart)
    for _ in 0..<3 { #expect(try parser.next().kind == .streamEnd) }
  }

  @Test func `after an error the error comes again`() throws {
    var parser = try YAMLParser(SourceFile(name: "x", text: "]"))
    #expect(try parser.next().kind == .streamStart)
    #expect(try parser.next().kind == .documentStart(version: nil, isExplicit: false))
    for _ in 0..<3 {
      do throws(Diagnostic) {
        _ = try parser.next()
        Issue.record("expected an error")
      } catch {
        #expect(error.id == "unexpected-character")
      }
    }
  }

  @Test func `anchors and tags have places of their own`() throws {
    let file = SourceFile(name: "x", text: "é: &a  # c\n  !!str  b\n")
    var parser = try YAMLParser(file)
    var event = try parser.next()
    while event.anchor == nil { event = try parser.next() }
    #expect(event.anchor == "a")
    #expect(event.tag == "tag:yaml.org,2002:str")
    #expect(event.anchorRange(in: file)?.text == "&a")
    #expect(event.tagRange(in: file)?.text == "!!str")
    #expect(file.slice(event.offsets) == "&a  # c\n  !!str  b")
  }

  @Test func `a parser may be given up in the middle`() throws {
    for count in 0..<8 {
      var parser = try YAMLParser(SourceFile(name: "x", text: "a: &x !!str [b, {c: 'd'}]\n"))
      for _ in 0..<count { _ = try parser.next() }
    }
  }
}
