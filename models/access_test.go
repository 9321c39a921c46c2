package models

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestHeadquartersDutiesAreSeparate(t *testing.T) {
	for _, r := range []Role{RoleSales, RoleSalesManager, RoleAdmin} {
		assert.False(t, r.Holds(HoldRelease), "%s must not release credit holds", r)
		assert.False(t, r.Holds(WriteOffDecide), "%s must not write off", r)
	}
	for _, r := range []Role{RoleFinance, RoleFinanceManager} {
		assert.False(t, r.Holds(OrderPlace), "%s must not edit orders", r)
		assert.False(t, r.Holds(OrderShip), "%s must not ship", r)
	}
	for _, r := range Roles() {
		assert.NotEmpty(t, rolePermissions[r], "%s", r)
		assert.Equal(t, !r.IsAgent() && !r.IsStore() && r != RoleSales, r.NeedsSecondFactor(), "%s", r)
	}
}

func TestScopeIsTheUnionOfTheGrantsThatHoldThePermission(t *testing.T) {
	a := Actor{Grants: []Grant{
		{Role: RoleSales, Kind: ScopeRegion, ID: 4, Path: "/1/4/"},
		{Role: RoleAgentOwner, Kind: ScopeAgent, ID: 7, Path: "/7/", Depth: DepthTree},
		{Role: RoleAgentBuyer, Kind: ScopeAgent, ID: 9, Path: "/9/", Depth: DepthOwn},
		{Role: RoleFinance, Kind: ScopeRegion, ID: 5},
	}}
	assert.Equal(t, Scope{Regions: []string{"/1/4/"}}, a.Scope(OrderConfirm))
	assert.Equal(t, Scope{Regions: []string{"/1/4/"}, Trees: []string{"/7/"}, Agents: []int64{9}}, a.Scope(OrderRead),
		"a region whose path is unknown gives nothing")
	assert.Equal(t, Scope{}, a.Scope(UserManage))
	assert.True(t, a.Can(OwnAccount))
	assert.False(t, Actor{}.Can(OrderRead))
	assert.EqualValues(t, 7, a.HomeAgent())
}

func TestNobodyHasTwoDuties(t *testing.T) {
	grants := func(roles ...Role) (out []UserGrant) {
		for _, r := range roles {
			out = append(out, UserGrant{Role: r})
		}
		return out
	}
	for _, r := range Roles() {
		assert.NoError(t, OneDuty(grants(r)))
		for _, other := range Roles() {
			assert.Equal(t, r.Duty() == other.Duty(), OneDuty(grants(r, other)) == nil, "%s with %s", r, other)
		}
	}
	assert.NoError(t, OneDuty(nil))
	assert.NotEqual(t, RoleSales.Duty(), RoleFinance.Duty())
	assert.NotEqual(t, RoleAdmin.Duty(), RoleFinanceManager.Duty())
	assert.NotEqual(t, RoleAgentOwner.Duty(), RoleSales.Duty())
	assert.Equal(t, RoleFinance.Duty(), RoleFinanceManager.Duty())
}
