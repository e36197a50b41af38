import Engine
import Testing

struct DigestTests {
  // FIPS 180-4, examples of SHA-256.
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
  ])
  func `digests are those of the standard`(text: String, hexadecimal: String) {
    #expect(Digest(of: Array(text.utf8)).hexadecimal == hexadecimal)
  }

  @Test func `pieces give the digest of the whole`() {
    var hasher = Digest.Hasher()
    hasher.update(Array("a".utf8))
    hasher.update([])
    hasher.update(Array("bc".utf8))
    #expect(hasher.finalize() == Digest(of: Array("abc".utf8)))
  }

  @Test(arguments: [
    "", "abc", String(repeating: "A", count: 64), String(repeating: "g", count: 64),
  ])
  func `a text that is no digest is refused`(text: String) {
    #expect(Digest(hexadecimal: text) == nil)
  }
}
