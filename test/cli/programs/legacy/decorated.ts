function log(target: object, key: string, descriptor: PropertyDescriptor): void {
  console.log(`decorated ${key}`, typeof descriptor.value)
}
class A {
  @log method(): void {}
}
void A
