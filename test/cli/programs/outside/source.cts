const twice = (x: number): number => x * 2
export = { twice }
