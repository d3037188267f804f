/// The loop. Every case that is more than a few lines calls into another file.
extension Machine {
  // swift-format-ignore
  func run(until stop: Int) throws -> Outcome {
    // Each run of the host's may be on another thread.
    if nestedRuns == 0 { nativeStack = StackGuard() }
    nestedRuns += 1
    let outerGraveyard = Graveyard.current
    Graveyard.current = meter.graveyard
    defer {
      nestedRuns -= 1
      Graveyard.current = outerGraveyard
    }
    var fuel = 0
    defer { meter.giveBack(fuel) }
    var frame = frames.top
    var pc = frame.pointee.pc
    var base = frame.pointee.base
    var regs = stack + base
    var code = frame.pointee.code
    var start = frame.pointee.entry.instructions
    var constants = frame.pointee.entry.constants

    /// Takes over the frame on top: after a call, a return, or an error.
    @inline(__always)
    func enter() {
      frame = frames.top
      (pc, base, code) = (frame.pointee.pc, frame.pointee.base, frame.pointee.code)
      regs = stack + base
      start = frame.pointee.entry.instructions
      constants = frame.pointee.entry.constants
    }

    /// After anything that may have run other code: stack and frames may lie elsewhere now.
    @inline(__always)
    func resync() {
      frame = frames.top
      regs = stack + base
    }

    /// Notes where this frame stands, before anything else may run or look at it.
    @inline(__always)
    func save() { frame.pointee.pc = pc }

    while true {
      do {
        if let result = resumption {
          resumption = nil
          let value = try result.get()
          (regs + Int((pc - 1).pointee.a)).pointee = value
        }
        while true {
          let i = pc.pointee
          pc += 1
          let ra = regs + Int(i.a)
          switch i.op {
          case .move: ra.set(from: regs + Int(i.b))
          case .constant: ra.pointee = constants[Int(i.d)]
          case .int: ra.setInt(Int(i.d))
          case .null: ra.setNull()
          case .yes: ra.setBool(true)
          case .no: ra.setBool(false)
          case .unset: ra.pointee = unset
          case .getGlobal:
            let global = stack + Int(i.d)
            if global.isUnset { throw notYetSet() }
            ra.set(from: global)
          case .setGlobal: (stack + Int(i.d)).set(from: ra)
          case .newCell: ra.pointee = newCell()
          case .getCell: ra.pointee = try cellValue(regs[Int(i.b)])
          case .setCell: setCell(regs[Int(i.b)], ra.pointee)
          case .getCapture: ra.pointee = try captured(Int(i.d))
          case .setCapture: setCaptured(Int(i.d), ra.pointee)
          case .closure: ra.pointee = makeClosure(Int(i.d), regs)
          case .arguments: ra.pointee = interpreter.argumentList
          case .builtinValue: ra.pointee = .function(Function(.builtin(Int(i.d))))
          case .hostValue: ra.pointee = .function(Function(interpreter.vocabulary.functions[Int(i.d)]))

          case .add:
            let rb = regs + Int(i.b), rc = regs + Int(i.c)
            if rb.isInt, rc.isInt {
              let (sum, overflows) = rb.rawInt.addingReportingOverflow(rc.rawInt)
              if !overflows { ra.setInt(sum); continue }
            }
            try add(ra, rb, rc)
          case .subtract:
            let rb = regs + Int(i.b), rc = regs + Int(i.c)
            if rb.isInt, rc.isInt {
              let (difference, overflows) = rb.rawInt.subtractingReportingOverflow(rc.rawInt)
              if !overflows { ra.setInt(difference); continue }
            }
            ra.pointee = try arithmetic(.subtract, rb.pointee, rc.pointee)
          case .multiply:
            let rb = regs + Int(i.b), rc = regs + Int(i.c)
            if rb.isInt, rc.isInt {
              let (product, overflows) = rb.rawInt.multipliedReportingOverflow(by: rc.rawInt)
              if !overflows { ra.setInt(product); continue }
            }
            ra.pointee = try arithmetic(.multiply, rb.pointee, rc.pointee)
          case .divide:
            ra.pointee = try arithmetic(.divide, regs[Int(i.b)], regs[Int(i.c)])
          case .remainder:
            let rb = regs + Int(i.b), rc = regs + Int(i.c)
            if rb.isInt, rc.isInt, rc.rawInt > 0 { ra.setInt(rb.rawInt % rc.rawInt); continue }
            ra.pointee = try arithmetic(.remainder, rb.pointee, rc.pointee)
          case .addInt:
            let rb = regs + Int(i.b)
            if rb.isInt {
              let (sum, overflows) = rb.rawInt.addingReportingOverflow(Int(i.d))
              if !overflows { ra.setInt(sum); continue }
            }
            ra.pointee = try arithmetic(.add, rb.pointee, .int(Int(i.d)))
          case .subtractInt:
            let rb = regs + Int(i.b)
            if rb.isInt {
              let (difference, overflows) = rb.rawInt.subtractingReportingOverflow(Int(i.d))
              if !overflows { ra.setInt(difference); continue }
            }
            ra.pointee = try arithmetic(.subtract, rb.pointee, .int(Int(i.d)))
          case .multiplyInt:
            let rb = regs + Int(i.b)
            if rb.isInt {
              let (product, overflows) = rb.rawInt.multipliedReportingOverflow(by: Int(i.d))
              if !overflows { ra.setInt(product); continue }
            }
            ra.pointee = try arithmetic(.multiply, rb.pointee, .int(Int(i.d)))
          case .remainderInt:
            let rb = regs + Int(i.b)
            if rb.isInt, i.d > 0 {
              let dividend = rb.rawInt
              // Division of 32 bits takes a third of the time.
              if UInt(bitPattern: dividend) <= 0xFFFF_FFFF {
                ra.setInt(Int(UInt32(truncatingIfNeeded: dividend) % UInt32(bitPattern: i.d)))
              } else {
                ra.setInt(dividend % Int(i.d))
              }
              continue
            }
            ra.pointee = try arithmetic(.remainder, rb.pointee, .int(Int(i.d)))
          case .addAll: try addAll(ra, regs + Int(i.b), Int(i.c))
          case .updateSlot: try updateSlot(i, regs)
          case .negate: ra.pointee = try negated(regs[Int(i.b)])
          case .not: ra.setBool(try !condition(regs + Int(i.b)))
          case .equal: ra.setBool(try equal(regs + Int(i.b), regs + Int(i.c)))
          case .notEqual: ra.setBool(try !equal(regs + Int(i.b), regs + Int(i.c)))
          case .less: ra.setBool(try less(regs + Int(i.b), regs + Int(i.c)))
          case .lessEqual: ra.setBool(try lessEqual(regs + Int(i.b), regs + Int(i.c)))
          case .isIn: ra.setBool(try contains(regs[Int(i.c)], regs[Int(i.b)]))
          case .join: ra.pointee = try join(regs + Int(i.b), Int(i.c))
          case .list: ra.pointee = .list(ListValue())
          case .extendList: try extendList(ra, regs + Int(i.b), Int(i.c))
          case .map: ra.pointee = .map(MapValue())
          case .extendMap: try extendMap(ra, regs + Int(i.b), Int(i.c))
          case .range: ra.pointee = try makeRange(regs[Int(i.b)], regs[Int(i.c)], isClosed: i.d != 0)

          case .jump: pc = start + Int(i.d)
          case .loop:
            pc = start + Int(i.d)
            fuel &-= 1
            if fuel < 0 { fuel = try meter.refill(interpreter) }
          case .jumpIf: if try condition(ra) { pc = start + Int(i.d) }
          case .jumpIfNot: if try !condition(ra) { pc = start + Int(i.d) }
          case .jumpNull: if ra.tag == Layout.null { pc = start + Int(i.d) }
          case .jumpNotNull: if ra.tag != Layout.null { pc = start + Int(i.d) }
          case .jumpSet: if !ra.isUnset { pc = start + Int(i.d) }
          case .jumpLess:
            if try less(ra, regs + Int(i.b)) == (i.c != 0) { pc = start + Int(i.d) }
          case .jumpLessEqual:
            if try lessEqual(ra, regs + Int(i.b)) == (i.c != 0) { pc = start + Int(i.d) }
          case .jumpEqual:
            if try equal(ra, regs + Int(i.b)) == (i.c != 0) { pc = start + Int(i.d) }
          case .jumpLessInt:
            let right = Int(Int16(bitPattern: i.b))
            let holds = try ra.isInt ? ra.rawInt < right : compare(ra.pointee, .int(right)) ?? 1 < 0
            if holds == (i.c != 0) { pc = start + Int(i.d) }
          case .jumpLessEqualInt:
            let right = Int(Int16(bitPattern: i.b))
            let holds = try ra.isInt ? ra.rawInt <= right : compare(ra.pointee, .int(right)) ?? 1 <= 0
            if holds == (i.c != 0) { pc = start + Int(i.d) }
          case .jumpGreaterInt:
            let right = Int(Int16(bitPattern: i.b))
            let holds = try ra.isInt ? ra.rawInt > right : compare(ra.pointee, .int(right)) ?? -1 > 0
            if holds == (i.c != 0) { pc = start + Int(i.d) }
          case .jumpGreaterEqualInt:
            let right = Int(Int16(bitPattern: i.b))
            let holds = try ra.isInt ? ra.rawInt >= right : compare(ra.pointee, .int(right)) ?? -1 >= 0
            if holds == (i.c != 0) { pc = start + Int(i.d) }
          case .jumpEqualInt:
            let right = Int(Int16(bitPattern: i.b))
            let holds = ra.isInt ? ra.rawInt == right : ra.pointee == .int(right)
            if holds == (i.c != 0) { pc = start + Int(i.d) }

          case .member:
            save()
            let value = try member(regs[Int(i.b)], constants[Int(i.d)])
            resync()
            regs[Int(i.a)] = value
          case .index:
            let rb = regs + Int(i.b), rc = regs + Int(i.c)
            if rc.isInt, rb.tag == Layout.list {
              let found = rb.asList.pointee.storage.element(rc.rawInt, into: ra)
              if found { continue }
            }
            if rb.tag == Layout.map {
              try checkKey(rc)
              let map = rb.asMap.pointee.storage
              if let found = map.find(rc) { ra.pointee = map.entries[found].value } else { ra.setNull() }
              continue
            }
            save()
            let value = try element(rb.pointee, rc.pointee)
            resync()
            regs[Int(i.a)] = value
          case .slice:
            ra.pointee = try slice(regs[Int(i.b)], regs[Int(i.c)], regs[Int(i.c) + 1], isClosed: i.d != 0)
          case .setIndex:
            if i.d < 0, try setElement(regs + Int(i.c), regs + Int(i.b), ra) { continue }
            save()
            try changeElement(i, base)
            resync()
          case .setPlace, .updatePlace:
            save()
            try setPlace(i, base)
            resync()

          case .call:
            save()
            if ra.tag == Layout.function {
              let function = ra.rawFunction
              if let callee = function._withUnsafeGuaranteedRef({ $0.entry }) {
                fuel &-= 1
                if fuel < 0 { fuel = try meter.refill(interpreter) }
                let window = base + Int(i.a) + 1
                if callee.parameterCount == Int(i.b), window + callee.registerCount < capacity,
                  frames.count < depthLimit
                {
                  frames.append(Frame(callee, function: function, base: window))
                  enter()
                  continue
                }
                try push(function._withUnsafeGuaranteedRef { $0 }, window: window - 1, count: Int(i.b))
                enter()
                continue
              }
            }
            try callOther(window: base + Int(i.a), count: Int(i.b), names: [])
            enter()
          case .callGlobal:
            save()
            let global = stack + Int(i.d)
            if global.tag == Layout.function,
              let callee = global.rawFunction._withUnsafeGuaranteedRef({ $0.entry })
            {
              fuel &-= 1
              if fuel < 0 { fuel = try meter.refill(interpreter) }
              let window = base + Int(i.a) + 1
              if callee.parameterCount == Int(i.b), window + callee.registerCount < capacity,
                frames.count < depthLimit
              {
                frames.append(Frame(callee, function: nil, base: window))
                enter()
                continue
              }
            }
            if global.isUnset { throw notYetSet() }
            ra.pointee = global.pointee
            try callOther(window: base + Int(i.a), count: Int(i.b), names: [])
            enter()
          case .callNamed:
            save()
            let names = code._withUnsafeGuaranteedRef { $0.template.sites.calls[Int(i.d)].argumentNames }
            try callOther(window: base + Int(i.a), count: Int(i.b), names: names)
            enter()
          case .method, .placeMethod:
            save()
            fuel &-= 1
            if fuel < 0 { fuel = try meter.refill(interpreter) }
            if try callMethod(i, code, base) { enter() } else { resync() }
          case .builtin:
            save()
            let value = try callBuiltin(Int(i.d), base + Int(i.b), Int(i.c))
            resync()
            regs[Int(i.a)] = value
          case .host:
            save()
            let value = try callHost(Int(i.d), base + Int(i.b), Int(i.c))
            resync()
            regs[Int(i.a)] = value
          case .returnValue:
            let result = regs - 1
            result.take(from: ra)
            var register = regs
            let end = regs + frame.pointee.entry.registerCount
            while register < end {
              if !register.isTrivial { register.pointee = .null }
              register += 1
            }
            frames.removeLast()
            if frames.count == stop {
              let value = result.pointee
              result.setNull()
              return .finished(value)
            }
            enter()
          case .iterate:
            save()
            let iterator = try iterator(over: regs[Int(i.b)])
            resync()
            regs[Int(i.a)] = iterator
          case .next:
            save()
            let goesOn = try next(regs[Int(i.a)], base + Int(i.b), i.c == 0xFFFF ? nil : base + Int(i.c))
            resync()
            if !goesOn { pc = start + Int(i.d) }

          case .tryBlock:
            handlers.append(Handler(frameCount: frames.count, pc: Int(i.d), register: Int(i.a), kind: Int(i.c)))
          case .endTry: handlers.removeLast()
          case .rethrow: throw failure(in: ra.pointee)
          case .fail: throw failed(ra.pointee)
          case .assertFailed:
            save()
            throw assertFailed(i.b == 0 ? nil : ra.pointee)

          case .print:
            save()
            try printLine(base + Int(i.a), Int(i.b))
            resync()
          case .echo:
            save()
            interpreter.echo?(ra.pointee)
            resync()
          case .exit: throw try exited(ra.pointee)
          case .command:
            save()
            let call = try commandCall(Int(i.d), code, base + Int(i.b))
            let command = code._withUnsafeGuaranteedRef { $0.template.sites.commands[Int(i.d)].command }
            if nestedRuns == 1, interpreter.mayWait, let waits = command as? any AsyncCommand.Type {
              return .waits(waits, call)
            }
            let value = try command.run(call, interpreter)
            resync()
            regs[Int(i.a)] = value
          case .foreign:
            save()
            let value = try runForeign(Int(i.d), code, base + Int(i.b))
            resync()
            regs[Int(i.a)] = value
          case .backslash:
            save()
            let value = try runBackslash(Int(i.d), code)
            resync()
            regs[Int(i.a)] = value
          case .declare:
            save()
            let value = try runDeclaration(Int(i.d), code)
            resync()
            regs[Int(i.a)] = value
          case .enter:
            save()
            let value = try enterCommand(Int(i.d), code, base + Int(i.b))
            resync()
            regs[Int(i.a)] = value
          case .leave:
            save()
            try leaveCommand(Int(i.d), code, ra.pointee, regs[Int(i.b)])
            resync()
          case .halt:
            let value = ra.pointee
            frames.removeLast()
            clear(globalCount, base + frame.pointee.entry.registerCount)
            return .finished(value)
          }
        }
      } catch {
        save()
        try handle(error, until: stop)
        enter()
      }
    }
  }
}

extension UnsafeMutablePointer where Pointee == Value {
  @inline(__always)
  var isUnset: Bool {
    guard tag == 9, case .object(let object) = pointee else { return false }
    return object is Unset
  }

  /// The function in a register that holds one, uncounted: it stays alive while it lies there.
  @inline(__always)
  var rawFunction: Unmanaged<Function> {
    // The payload of `.function` is the object's address; `Layout.holds` guards it.
    UnsafeRawPointer(self).load(as: Unmanaged<Function>.self)
  }
}
