/// Which object needs which, told by their places in a snapshot's list.
struct Needs: Sendable {
  /// Where in `needed` the list of each object starts, and where the last one ends.
  private var starts: [Int32]
  private var needed: [Int32]

  /// `links` are in the order in which each object's needs are told; repeats are left out.
  init(_ count: Int, _ links: [(from: Int32, to: Int32)]) {
    starts = [Int32](repeating: 0, count: count + 1)
    for link in links { starts[Int(link.from) + 1] += 1 }
    for place in 0..<count { starts[place + 1] += starts[place] }
    var ends = starts
    needed = [Int32](repeating: 0, count: links.count)
    for link in links {
      let end = ends[Int(link.from)]
      needed[Int(end)] = link.to
      ends[Int(link.from)] = end + 1
    }
    leaveOutRepeats()
  }

  subscript(_ place: Int) -> ArraySlice<Int32> {
    needed[Int(starts[place])..<Int(starts[place + 1])]
  }

  /// The same links the other way round.
  var reversed: Needs {
    var links: [(from: Int32, to: Int32)] = []
    links.reserveCapacity(needed.count)
    for place in 0..<starts.count - 1 {
      for other in self[place] { links.append((other, Int32(truncatingIfNeeded: place))) }
    }
    return Needs(starts.count - 1, links)
  }

  private mutating func leaveOutRepeats() {
    var end = 0
    for place in 0..<starts.count - 1 {
      let list = Int(starts[place])..<Int(starts[place + 1])
      let start = end
      for index in list where !needed[start..<end].contains(needed[index]) {
        needed[end] = needed[index]
        end += 1
      }
      starts[place] = Int32(truncatingIfNeeded: start)
    }
    starts[starts.count - 1] = Int32(truncatingIfNeeded: end)
    needed.removeLast(needed.count - end)
  }
}

/// For each object of a snapshot, those that need it.
package struct Dependants: Sendable {
  private let objects: Objects
  private let links: Needs

  init(_ objects: Objects, _ needs: Needs) {
    self.objects = objects
    links = needs.reversed
  }

  package subscript(_ id: ObjectID) -> [ObjectID] {
    objects.place(of: id).map { links[$0].map { objects.keys[Int($0)] } } ?? []
  }
}
