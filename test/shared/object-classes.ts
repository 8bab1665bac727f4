/** Classes of a module that test programs import. */
export class Account {
  balance: number

  constructor(balance: number) {
    this.balance = balance
  }

  deposit(amount: number): void {
    this.balance += amount
  }
}

export class Savings extends Account {
  rate = 1.5

  total(): number {
    return this.balance * this.rate
  }
}
