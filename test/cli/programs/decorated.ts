function log(method: unknown, context: ClassMethodDecoratorContext): void {}
class A {
  @log m(): void {}
}
