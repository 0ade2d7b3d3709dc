namespace Akka.Annotations;

/// <summary>Marks what is public for technical reasons only.</summary>
[AttributeUsage(AttributeTargets.All, Inherited = false)]
public sealed class InternalApiAttribute : Attribute;

[AttributeUsage(AttributeTargets.All, Inherited = false)]
public sealed class InternalStableApiAttribute : Attribute;

[AttributeUsage(AttributeTargets.All, Inherited = false)]
public sealed class ApiMayChangeAttribute : Attribute;

[AttributeUsage(AttributeTargets.Class | AttributeTargets.Interface, Inherited = false)]
public sealed class DoNotInheritAttribute : Attribute;
