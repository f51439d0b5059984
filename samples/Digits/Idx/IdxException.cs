namespace Digits.Idx;

/// <summary>What is wrong with the files, in words for the user.</summary>
internal sealed class IdxException(string message, Exception? inner = null) : Exception(message, inner);
