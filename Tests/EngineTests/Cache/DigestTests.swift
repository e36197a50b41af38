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

  @Test func `every digit is read and written`() {
    let digits = "0123456789abcdeffedcba9876543210"
    for place in 0..<32 {
      let turned = String(digits.dropFirst(place) + digits.prefix(place))
      #expect(Digest(hexadecimal: turned + turned)?.hexadecimal == turned + turned)
    }
  }

  @Test(arguments: [0, 7, 8, 31, 63])
  func `every other character is refused at every place`(place: Int) {
    let digits = Set("0123456789abcdef".unicodeScalars)
    for scalar in (0..<256).compactMap(Unicode.Scalar.init) {
      var text = Array(String(repeating: "5", count: 64).unicodeScalars)
      text[place] = scalar
      let written = String(String.UnicodeScalarView(text))
      #expect((Digest(hexadecimal: written) != nil) == digits.contains(scalar))
    }
  }

  @Test func `digests that differ in any digit are different`() {
    let zero = String(repeating: "0", count: 64)
    for place in 0..<64 {
      let other = zero.prefix(place) + "1" + zero.dropFirst(place + 1)
      #expect(Digest(hexadecimal: other) != Digest(hexadecimal: zero))
    }
  }
}
