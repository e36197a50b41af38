import Diagnostics
import Testing
import YAMLBridge

struct YAMLNodeTests {
  @Test func `accessors give what a node is and nil for what it is not`() throws {
    let node = try #require(Composition("a: [1, x]\nb: ~\n").node)
    #expect(node.mapping?.count == 2)
    #expect(node.sequence == nil)
    #expect(node.scalar == nil)
    #expect(node.coreValue == nil)
    #expect(node["a"]?.sequence?.map(\.coreValue) == [.integer(1), .string("x")])
    #expect(node["a"]?.sequence?.map(\.string) == [nil, "x"])
    #expect(node["a"]?.mapping == nil)
    #expect(node["b"]?.isNull == true)
    #expect(node["c"] == nil)
    #expect(node["a"]?["x"] == nil)
  }

  @Test(arguments: [
    ("[]", "a sequence"), ("{}", "a mapping"), ("", "null"), ("true", "a boolean"),
    ("1", "an integer"), ("1.5", "a number"), ("x", "a string"), ("!!str 1", "a string"),
  ])
  func `each kind of node has its word`(text: String, word: String) {
    #expect(Composition(text).node?.kindName == word)
  }
}
