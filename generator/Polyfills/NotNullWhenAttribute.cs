namespace System.Diagnostics.CodeAnalysis;

/// <summary>That a parameter is not null where the method returns this.</summary>
[Microsoft.CodeAnalysis.Embedded]
[AttributeUsage(AttributeTargets.Parameter)]
internal sealed class NotNullWhenAttribute(bool returnValue) : Attribute
{
    public bool ReturnValue { get; } = returnValue;
}
