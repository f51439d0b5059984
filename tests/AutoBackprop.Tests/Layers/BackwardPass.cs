using System.Numerics.Tensors;

namespace AutoBackprop.Tests.LayerKernels;

/// <summary>The backward pass of a layer; a gradient that is null is not wanted.</summary>
public delegate void BackwardPass<T>(Tensor<T>[] inputs, Tensor<T> y, Tensor<T> dOut, Tensor<T>?[] gradients);
