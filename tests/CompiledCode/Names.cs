using System.Collections.Immutable;
using System.Reflection.Metadata;

namespace ArboDossier.CompiledCode;

/// <summary>Turns handles into names, and puts each that it meets, type arguments too, into the set of the type at hand.</summary>
internal sealed class Names(MetadataReader metadata) : ISignatureTypeProvider<string, object?>
{
    public HashSet<Reference> Into { get; set; } = [];

    public TypeDefinitionHandle Outermost(TypeDefinitionHandle handle)
    {
        while (metadata.GetTypeDefinition(handle).GetDeclaringType() is { IsNil: false } outer)
        {
            handle = outer;
        }

        return handle;
    }

    /// <summary>Adds whatever the handle names; gives the type's name.</summary>
    public string Add(EntityHandle handle) => handle.Kind switch
    {
        HandleKind.TypeReference => GetTypeFromReference(metadata, (TypeReferenceHandle)handle, 0),
        HandleKind.TypeDefinition => GetTypeFromDefinition(metadata, (TypeDefinitionHandle)handle, 0),
        HandleKind.TypeSpecification => GetTypeFromSpecification(metadata, null, (TypeSpecificationHandle)handle, 0),
        HandleKind.MemberReference => AddMember((MemberReferenceHandle)handle),
        HandleKind.MethodDefinition => AddMethod((MethodDefinitionHandle)handle),
        HandleKind.MethodSpecification => AddGeneric((MethodSpecificationHandle)handle),
        HandleKind.FieldDefinition => AddField((FieldDefinitionHandle)handle),
        _ => throw new BadImageFormatException($"unexpected {handle.Kind}"),
    };

    public string GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind)
    {
        // A nested type counts as its outermost: what the compiler makes is no type of its own.
        var type = metadata.GetTypeDefinition(Outermost(handle));
        return Note(metadata.GetString(type.Namespace), metadata.GetString(type.Name));
    }

    public string GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind)
    {
        var type = metadata.GetTypeReference(handle);
        while (type.ResolutionScope.Kind == HandleKind.TypeReference)
        {
            type = metadata.GetTypeReference((TypeReferenceHandle)type.ResolutionScope);
        }

        return Note(metadata.GetString(type.Namespace), metadata.GetString(type.Name));
    }

    public string GetTypeFromSpecification(MetadataReader reader, object? genericContext, TypeSpecificationHandle handle, byte rawTypeKind) =>
        metadata.GetTypeSpecification(handle).DecodeSignature(this, null);

    public string GetGenericInstantiation(string genericType, ImmutableArray<string> typeArguments) => genericType;

    public string GetArrayType(string elementType, ArrayShape shape) => elementType;

    public string GetByReferenceType(string elementType) => elementType;

    public string GetFunctionPointerType(MethodSignature<string> signature) => "";

    public string GetGenericMethodParameter(object? genericContext, int index) => "";

    public string GetGenericTypeParameter(object? genericContext, int index) => "";

    public string GetModifiedType(string modifier, string unmodifiedType, bool isRequired) => unmodifiedType;

    public string GetPinnedType(string elementType) => elementType;

    public string GetPointerType(string elementType) => elementType;

    public string GetPrimitiveType(PrimitiveTypeCode typeCode) => "";

    public string GetSZArrayType(string elementType) => elementType;

    private string AddMember(MemberReferenceHandle handle)
    {
        var member = metadata.GetMemberReference(handle);
        var type = Add(member.Parent);
        if (member.GetKind() == MemberReferenceKind.Method)
        {
            member.DecodeMethodSignature(this, null);
        }
        else
        {
            member.DecodeFieldSignature(this, null);
        }

        Into.Add(new(type, metadata.GetString(member.Name)));
        return type;
    }

    private string AddMethod(MethodDefinitionHandle handle)
    {
        var method = metadata.GetMethodDefinition(handle);
        var type = GetTypeFromDefinition(metadata, method.GetDeclaringType(), 0);
        Into.Add(new(type, metadata.GetString(method.Name)));
        return type;
    }

    private string AddGeneric(MethodSpecificationHandle handle)
    {
        var method = metadata.GetMethodSpecification(handle);
        method.DecodeSignature(this, null);
        return Add(method.Method);
    }

    private string AddField(FieldDefinitionHandle handle)
    {
        var field = metadata.GetFieldDefinition(handle);
        var type = GetTypeFromDefinition(metadata, field.GetDeclaringType(), 0);
        Into.Add(new(type, metadata.GetString(field.Name)));
        return type;
    }

    private string Note(string @namespace, string name)
    {
        var full = @namespace.Length == 0 ? name : $"{@namespace}.{name}";
        Into.Add(new(full, ""));
        return full;
    }
}
