/// Eight lower-case hexadecimal digits as one number, and what they stand for.
///
/// The first digit is the highest byte. All eight are worked on at once, since a plan reads and
/// writes the digests of a hundred thousand contents.
enum HexadecimalDigits {
  private static let ones: UInt64 = 0x0101_0101_0101_0101

  /// The digits of a number.
  static func digits(of number: UInt32) -> UInt64 {
    var values = UInt64(number)
    values = (values | values << 16) & 0x0000_ffff_0000_ffff
    values = (values | values << 8) & 0x00ff_00ff_00ff_00ff
    values = (values | values << 4) & 0x0f0f_0f0f_0f0f_0f0f
    return digits(ofValues: values)
  }

  /// The number that digits stand for; nil where one of them is none.
  static func number(of digits: UInt64) -> UInt32? {
    // The seventh bit tells letters, whose other bits count from 1.
    let isLetter = digits >> 6 & ones
    var values = (digits & (ones * 0x0f)) + isLetter * 9
    guard values & (ones * 0xf0) == 0, self.digits(ofValues: values) == digits else { return nil }
    values = (values | values >> 4) & 0x00ff_00ff_00ff_00ff
    values = (values | values >> 8) & 0x0000_ffff_0000_ffff
    return UInt32(truncatingIfNeeded: values | values >> 16)
  }

  /// The digits of eight values from 0 to 15.
  private static func digits(ofValues values: UInt64) -> UInt64 {
    let isLetter = (values + ones * 6) >> 4 & ones
    return values + ones * UInt64(UInt8(ascii: "0"))
      + isLetter * UInt64(UInt8(ascii: "a") - UInt8(ascii: "0") - 10)
  }
}
