/// One step of the register machine: twelve bytes.
///
/// `a` is where the result goes, `b` and `c` where operands lie; `d` is a jump target, a constant's
/// number, or a small number itself.
struct Instruction: Sendable {
  var op: Op
  var a: UInt16
  var b: UInt16
  var c: UInt16
  var d: Int32

  init(_ op: Op, _ a: Int = 0, _ b: Int = 0, _ c: Int = 0, d: Int = 0) {
    self.op = op
    self.a = UInt16(truncatingIfNeeded: a)
    self.b = UInt16(truncatingIfNeeded: b)
    self.c = UInt16(truncatingIfNeeded: c)
    self.d = Int32(truncatingIfNeeded: d)
  }
}

/// What an instruction does. `rX` is a register, `#d` the number d.
enum Op: UInt8, Sendable {
  // Loading
  case move  // ra = rb
  case constant  // ra = constant #d
  case int  // ra = #d
  case null, yes, no, unset  // ra = …
  case getGlobal, setGlobal  // ra <-> global #d
  case newCell  // ra = new cell, empty
  case getCell, setCell  // ra <-> value of the cell in rb
  case getCapture, setCapture  // ra <-> value of captured cell #d
  case closure  // ra = function #d
  case arguments  // ra = args
  case builtinValue, hostValue  // ra = function #d as a value

  // Computing: ra = rb op rc; with `Int`, rb op #d
  case add, subtract, multiply, divide, remainder
  case addInt, subtractInt, multiplyInt, remainderInt
  case addAll  // ra = ra + rb + … (c of them)
  case updateSlot  // slot #d of kind c op= ra, operator b
  case negate, not
  case equal, notEqual, less, lessEqual, isIn
  case join  // ra = text of rb … (c of them)
  case list, extendList  // ra = / += rb … (c of them)
  case map, extendMap  // ra = / += pairs from rb (c of them)
  case range  // ra = rb..rc, d = closed

  // Going elsewhere
  case jump, loop  // to #d; `loop` goes back
  case jumpIf, jumpIfNot  // ra must be a bool
  case jumpNull, jumpNotNull
  case jumpSet  // ra is not `unset`
  case jumpLess, jumpLessEqual, jumpEqual  // when (ra op rb) == (c != 0)
  case jumpLessInt, jumpLessEqualInt, jumpGreaterInt, jumpGreaterEqualInt, jumpEqualInt

  // Parts of values
  case member  // ra = rb.name, site #d
  case index  // ra = rb[rc]
  case slice  // ra = rb[rc …rc+1], d = closed
  case setIndex  // rc[rb] = ra, or with d >= 0, rc[rb] op= ra
  case setPlace  // place #d = ra, keys from rb
  case updatePlace  // place #d op= ra, keys from rb, operator c

  // Calling: the callee or receiver and its arguments lie from ra on; the result goes to ra
  case call  // ra(b arguments)
  case callGlobal  // global #d
  case callNamed  // site #d
  case method  // receiver in ra+1, b arguments with it, site #d
  case placeMethod  // a method that may change the place it is called on, site #d
  case builtin, host  // ra = function #d of c values from rb
  case returnValue  // ra
  case iterate  // ra = iterator over rb
  case next  // rb, rc = next of ra, or jump to #d

  // Errors
  case tryBlock  // handler at #d, error into ra, kind c
  case endTry
  case rethrow  // ra
  case fail  // ra
  case assertFailed  // message in ra, or nothing when b is 0

  // The world
  case print, echo, exit
  case command, foreign, backslash, declare
  case enter, leave  // a command around a block
  case halt
}

/// What a handler may catch.
enum HandlerKind {
  static let caught = 0
  static let finally = 1
  static let always = 2
}

/// Where a variable lives that is no register.
enum SlotKind: Int, Sendable {
  case register, global, cell, capture
}
