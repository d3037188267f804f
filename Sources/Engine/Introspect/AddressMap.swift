/// Values by the addresses of what they are about.
///
/// Every row of a catalog is looked up here, so it is a list of each and one table of places
/// instead of a dictionary.
struct AddressMap<Value: Sendable>: Sendable {
  private var addresses: [Address] = []
  private var values: [Value] = []
  private var places = PlaceTable()

  subscript(_ address: Address) -> Value? {
    get { place(of: address).map { values[$0] } }
    set {
      guard let newValue else { return }
      if let place = place(of: address) {
        values[place] = newValue
        return
      }
      places.add(address.hash, addresses.count)
      addresses.append(address)
      values.append(newValue)
    }
  }

  mutating func reserve(_ more: Int) {
    addresses.reserve(more)
    values.reserve(more)
    places.reserve(more)
  }

  private func place(of address: Address) -> Int? {
    places.find(address.hash) { addresses[$0] == address }
  }
}

extension Address {
  fileprivate var hash: UInt64 {
    Digest.mixed(UInt64(oid) << 32 ^ UInt64(catalog) << 16 ^ UInt64(UInt32(bitPattern: part)))
  }
}
